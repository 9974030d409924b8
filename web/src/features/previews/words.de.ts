// The words of previews, in German.

import type { PreviewsWords } from './words';

export const german: PreviewsWords = {
  previews: {
    of: (title) => `Vorschau von ${title}`,
    remove: 'Vorschau entfernen',
  },
};
