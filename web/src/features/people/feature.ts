// What finding people adds to the page.

import type { Feature } from '../../shared/registry/registry';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    /** `chosen` are the user names to begin with. */
    people: { chosen?: readonly string[] };
  }
}

export const feature: Feature = {
  dialogs: {
    people: { load: async () => (await import('./NewDirectDialog')).NewDirectDialog },
  },
};
