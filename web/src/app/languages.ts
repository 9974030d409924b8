// The languages besides English.

import type { Languages } from '../shared/words/words';

export const languages: Languages = { de: async () => (await import('./german')).translation };
