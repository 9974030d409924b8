// What finding people adds to the page.

import type { Feature } from '../../shared/registry/registry';
import type { Spot } from '../../shared/hooks/usePersonCard';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    /** `chosen` are the user names to begin with. */
    people: { chosen?: readonly string[] };
    /** Who somebody is, beside what was clicked. */
    person: { username: string; spot: Spot };
  }
}

export const feature: Feature = {
  dialogs: {
    people: { load: async () => (await import('./NewDirectDialog')).NewDirectDialog },
    person: { load: async () => (await import('./PersonCard')).PersonCard },
  },
};
