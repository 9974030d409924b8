// What keyboard shortcuts adds to the page.

import type { Feature } from '../../shared/registry/registry';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    shortcuts: object;
  }
}

export const feature: Feature = {
  dialogs: {
    shortcuts: async () => (await import('./ShortcutSheet')).ShortcutSheet,
  },
};
