// The words of people, in English. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';

const english = {
  card: {
    role: 'Role',
    team: 'Team',
    lastActive: 'Last active',
    localTime: 'Local time',
    /** Do not disturb, or quiet hours. */
    silent: 'Notifications paused',
    message: 'Message',
    until: (time: string) => `until ${time}`,
    call: 'Call',
    files: 'View files',
    notes: 'Your notes',
    editStatus: 'Set a status',
    you: 'That’s you',
    /** By the name that Orvale keeps them under; others are shown as they are. */
    roles: {
      admin: 'Administrator',
      manager: 'Manager',
      helpdesk_supervisor: 'Helpdesk supervisor',
      helpdesk_member: 'Helpdesk',
      it_user: 'IT',
      user: 'User',
    } as Readonly<Record<string, string>>,
  },
};

export type PeopleWords = typeof english;
export const peopleWords = wordsFor('people', english);
export const useWords = peopleWords.use;
