// What searching adds to the page.

import { mdiMagnify } from '@mdi/js';

import { NAME_ONLY } from '../../shared/hooks/view/address';
import type { Feature } from '../../shared/registry/registry';
import { searchWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Panes {
    search: object;
  }
}

export const feature: Feature = {
  panes: {
    search: {
      title: (words) => searchWords.in(words).search.title,
      load: async () => (await import('./SearchPane')).SearchPane,
      address: NAME_ONLY,
      button: { icon: mdiMagnify, label: (words) => searchWords.in(words).search.open },
      shortcut: 'f',
      focusesItself: true,
    },
  },
};
