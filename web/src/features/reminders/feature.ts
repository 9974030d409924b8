// What reminders of messages add to the page.

import { mdiAlarm } from '@mdi/js';

import type { Message } from '../../core/protocol/generated';
import { NAME_ONLY } from '../../shared/hooks/view/address';
import type { Feature } from '../../shared/registry/registry';
import { ReminderPart } from './ReminderPart';
import { remindersWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    remind: { message: Message };
  }
  interface Panes {
    reminders: object;
  }
}

export const feature: Feature = {
  messageActions: [
    {
      name: 'remind',
      order: 29,
      icon: mdiAlarm,
      label: (_message, words) => remindersWords.in(words).reminders.remind,
      available: (message) => message.deletedAt === null && message.type !== 'system',
      act: (message, { dispatch }) => dispatch({ type: 'dialog_opened', dialog: { name: 'remind', message } }),
      key: 'm',
    },
  ],
  slashCommands: async () => (await import('./slash')).slashCommands,
  messageParts: [{ name: 'reminder', Part: ReminderPart }],
  dialogs: {
    remind: { load: async () => (await import('./RemindDialog')).RemindDialog },
  },
  panes: {
    reminders: {
      title: (words) => remindersWords.in(words).reminders.title,
      load: async () => (await import('./RemindersPane')).RemindersPane,
      address: NAME_ONLY,
      wide: true,
      anywhere: true,
    },
  },
  sidebarEntries: [
    {
      name: 'reminders',
      order: 35,
      icon: mdiAlarm,
      label: (words) => remindersWords.in(words).reminders.title,
      shown: ({ reminders, remindersKnown }) => (remindersKnown ? reminders.length > 0 : null),
      // What is due is among the notifications.
      unread: () => 0,
      opens: { name: 'reminders' },
    },
  ],
};
