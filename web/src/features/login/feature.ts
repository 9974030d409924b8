// What logging in and out adds to the page.

import type { Feature } from '../../shared/registry/registry';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    logout: object;
  }
}

export const feature: Feature = {
  dialogs: {
    logout: { load: async () => (await import('./LogoutDialog')).LogoutDialog },
  },
};
