// What the switcher adds to the page.

import type { Feature } from '../../shared/registry/registry';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    switcher: object;
  }
}

export const feature: Feature = {
  dialogs: {
    switcher: { load: async () => (await import('./Switcher')).Switcher },
  },
};
