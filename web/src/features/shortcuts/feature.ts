// What keyboard shortcuts adds to the page.

import { NAME_ONLY } from '../../shared/hooks/view/address';
import type { Feature } from '../../shared/registry/registry';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    shortcuts: object;
  }
}

export const feature: Feature = {
  dialogs: {
    shortcuts: { load: async () => (await import('./ShortcutSheet')).ShortcutSheet, address: NAME_ONLY },
  },
};
