// What searching adds to the page.

import { mdiMagnify } from '@mdi/js';

import { OF_SEARCH, type SearchSpot } from '../../shared/hooks/view/search';
import type { Feature } from '../../shared/registry/registry';
import { searchWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Panes {
    search: SearchSpot;
  }
}

export const feature: Feature = {
  slashCommands: async () => (await import('./slash')).slashCommands,
  panes: {
    search: {
      title: (words) => searchWords.in(words).search.title,
      load: async () => (await import('./SearchPane')).SearchPane,
      address: OF_SEARCH,
      button: { icon: mdiMagnify, label: (words) => searchWords.in(words).search.open },
      shortcut: 'f',
      focusesItself: true,
      wide: true,
      anywhere: true,
    },
  },
};
