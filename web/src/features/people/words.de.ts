// The words of people, in German.

import type { PeopleWords } from './words';

export const german: PeopleWords = {
  card: {
    role: 'Rolle',
    team: 'Team',
    lastActive: 'Zuletzt aktiv',
    localTime: 'Ortszeit',
    silent: 'Benachrichtigungen pausiert',
    message: 'Nachricht',
    until: (time) => `bis ${time}`,
    call: 'Anrufen',
    files: 'Dateien',
    notes: 'Ihre Notizen',
    editStatus: 'Status festlegen',
    you: 'Das sind Sie',
    roles: {
      admin: 'Administration',
      manager: 'Management',
      helpdesk_supervisor: 'Helpdesk-Leitung',
      helpdesk_member: 'Helpdesk',
      it_user: 'IT',
      user: 'Benutzer',
    },
  },
};
