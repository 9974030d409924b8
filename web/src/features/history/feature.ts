// What the history of edits adds to the page.

import { mdiHistory } from '@mdi/js';

import type { Message } from '../../core/protocol/generated';
import type { Feature } from '../../shared/registry/registry';
import { historyWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    edit_history: { message: Message };
  }
}

export const feature: Feature = {
  messageActions: [
    {
      name: 'edit_history',
      order: 75,
      icon: mdiHistory,
      label: (_message, words) => historyWords.in(words).history.show,
      available: ({ editedAt, deletedAt }) => editedAt !== null && deletedAt === null,
      act: (message, { dispatch }) => dispatch({ type: 'dialog_opened', dialog: { name: 'edit_history', message } }),
    },
  ],
  dialogs: {
    edit_history: { load: async () => (await import('./HistoryDialog')).HistoryDialog },
  },
};
