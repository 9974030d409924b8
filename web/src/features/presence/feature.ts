// What presence adds to the page.

import { NAME_ONLY } from '../../shared/hooks/view/address';
import type { Feature } from '../../shared/registry/registry';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    profile: object;
  }
}

export const feature: Feature = {
  dialogs: {
    profile: { load: async () => (await import('./ProfileDialog')).ProfileDialog, address: NAME_ONLY },
  },
  slashCommands: async () => (await import('./slash')).slashCommands,
};
