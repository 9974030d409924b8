// All words of reminders, in English: fetched with their dialogs. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  reminders: {
    ...first.reminders,
    at: (time: string) => `Reminder: ${time}`,
    set: 'Set reminder',
    move: 'Change time',
    cancel: 'Cancel reminder',
    cancelled: 'Reminder cancelled.',
    none: 'No reminders.',
    noneHint: 'To be reminded of a message, choose “Remind me” from its menu. Only you see your reminders.',
    unseen: 'You can no longer see this message.',
  },
  slash: {
    whenAndWhat: '[when] [what]',
    remind: 'Remind yourself of something, or of the latest message',
    when: 'Type when, e.g. /remind tomorrow 9:00 order toner, or /remind in 20 minutes for the latest message here.',
    what: 'Type what to remind you of, e.g. /remind in 20 minutes call Bob.',
    onlyYou: 'You can only set reminders for yourself, e.g. /remind me tomorrow call Bob.',
  },
};

export type RemindersWords = typeof english;
export const remindersWords = wordsFor('reminders', english);
export const useWords = remindersWords.use;
