// What presence adds to the page.

import type { Feature } from '../../shared/registry/registry';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    profile: object;
  }
}

export const feature: Feature = {
  dialogs: {
    profile: async () => (await import('./ProfileDialog')).ProfileDialog,
  },
};
