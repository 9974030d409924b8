// All words of scheduled messages, in English: fetched with their dialogs. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  scheduled: {
    ...first.scheduled,
    submit: 'Schedule',
    done: (time: string) => `Scheduled: ${time}`,
    at: (time: string) => `Scheduled: ${time}`,
    failed: (time: string) => `Not sent (${time}):`,
    inThread: 'Thread',
    none: 'No scheduled messages.',
    noneHint: 'To send a message later, write it and choose “Send later” beside the send button.',
    lost: 'A conversation you’re no longer in',
    open: (title: string) => `Open ${title}`,
    edit: 'Edit',
    text: 'Message',
    editHint: 'Esc to cancel, Enter to save',
    time: 'Change time',
    sendNow: 'Send now',
    delete: 'Delete',
    deleteQuestion: 'Delete this scheduled message?',
    notifiesMany: (people: number) => `This will notify ${people} people.`,
    manyQuestion: (people: number) => `This will notify ${people} people. Schedule?`,
  },
};

export type ScheduledWords = typeof english;
export const useWords = wordsFor('scheduled', english).use;
