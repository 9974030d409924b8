// What messages that are sent later add to the page.

import { mdiClockOutline } from '@mdi/js';

import { NAME_ONLY } from '../../shared/hooks/view/address';
import type { Feature } from '../../shared/registry/registry';
import { ScheduledHere } from './ScheduledHere';
import { SendLater } from './SendLater';
import { scheduledWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Panes {
    scheduled: object;
  }
}

export const feature: Feature = {
  panes: {
    scheduled: {
      title: (words) => scheduledWords.in(words).scheduled.title,
      load: async () => (await import('./ScheduledPane')).ScheduledPane,
      address: NAME_ONLY,
      wide: true,
      anywhere: true,
    },
  },
  sidebarEntries: [
    {
      name: 'scheduled',
      order: 40,
      icon: mdiClockOutline,
      label: (words) => scheduledWords.in(words).scheduled.title,
      shown: ({ scheduled, scheduledKnown }) => (scheduledKnown ? scheduled.length > 0 : null),
      // Those that were not sent.
      unread: ({ scheduled }) => scheduled.filter(({ error }) => error !== undefined).length,
      opens: { name: 'scheduled' },
    },
  ],
  views: { SendLater, ScheduledHere },
};
