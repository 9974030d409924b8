// What saved messages add to the page.

import { mdiBookmark, mdiBookmarkOutline } from '@mdi/js';

import { NAME_ONLY } from '../../shared/hooks/view/address';
import type { Feature } from '../../shared/registry/registry';
import { savedWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Panes {
    saved: object;
  }
}

export const feature: Feature = {
  messageActions: [
    {
      name: 'save',
      order: 28,
      icon: mdiBookmarkOutline,
      label: ({ savedAt }, words) => savedWords.in(words).saved[savedAt === undefined ? 'save' : 'remove'],
      available: (message) => message.deletedAt === null && message.type !== 'system',
      act: async ({ id, savedAt }, { session }) => (await import('../../core/session/saved')).setSaved(session, id, savedAt === undefined),
      key: 's',
      inToolbar: true,
    },
  ],
  messageMarks: [
    {
      name: 'saved',
      icon: mdiBookmark,
      own: true,
      text: ({ savedAt }, _nameOf, words) => (savedAt === undefined ? null : savedWords.in(words).saved.mark),
    },
  ],
  panes: {
    saved: {
      title: (words) => savedWords.in(words).saved.title,
      load: async () => (await import('./SavedPane')).SavedPane,
      address: NAME_ONLY,
      wide: true,
      anywhere: true,
    },
  },
  sidebarEntries: [
    {
      name: 'saved',
      order: 30,
      icon: mdiBookmarkOutline,
      label: (words) => savedWords.in(words).saved.title,
      unread: () => 0,
      opens: { name: 'saved' },
    },
  ],
};
