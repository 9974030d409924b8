// The words of login, in German.

import type { LoginWords } from './words';

export const german: LoginWords = {
  login: {
    title: 'Beim Chat anmelden',
    hint: 'Mit Ihrem Orvale-Benutzernamen und Passwort.',
    username: 'Benutzername',
    password: 'Passwort',
    submit: 'Anmelden',
    working: 'Anmeldung läuft …',
    wrong: 'Benutzername oder Passwort ist falsch.',
    expired: 'Ihre Anmeldung ist abgelaufen. Melden Sie sich erneut an. Ihre Entwürfe bleiben erhalten.',
    revoked: 'Ihre Anmeldung wurde von der Administration oder von einem anderen Gerät aus beendet.',
    elsewhere: 'Sie haben sich in einem anderen Tab abgemeldet. Ihre Entwürfe bleiben erhalten.',
  },
  logoutDialog: {
    title: 'Abmelden?',
    text: 'Nicht gesendete Nachrichten und Entwürfe bleiben auf diesem Gerät.',
    here: 'Hier abmelden',
    everywhere: 'Auf allen Geräten abmelden',
    failed: 'Sie sind noch angemeldet.',
  },
};
