// The words of presence, in German.

import type { PresenceWords } from './words';

export const german: PresenceWords = {
  status: {
    title: 'Profil und Einstellungen',
    presence: 'Ihr Status',
    message: 'Statusnachricht',
    messageHint: 'Wie ist Ihr Status?',
    clear: 'Statusnachricht löschen',
    presets: 'Vorschläge',
    preset: { meeting: '📅 In einer Besprechung', lunch: '🍽️ In der Mittagspause', home: '🏡 Im Homeoffice', sick: '🤒 Krank', vacation: '🌴 Im Urlaub' },
    clearAfter: 'Löschen nach',
    after: { never: 'Nicht löschen', halfHour: '30 Minuten', hour: '1 Stunde', fourHours: '4 Stunden', today: 'Heute', week: 'Diese Woche' },
    until: (time) => `Bis ${time}`,
    logout: 'Abmelden',
    saved: 'Status aktualisiert.',
    theme: 'Design',
    light: 'Hell',
    dark: 'Dunkel',
    system: 'Systemeinstellung',
    density: 'Darstellung',
    comfortable: 'Komfortabel',
    compact: 'Kompakt',
    language: 'Sprache',
  },
  slash: {
    away: 'Sich als abwesend melden oder zurückmelden',
    statusMessage: '[Statusnachricht, optional]',
    isAwayWith: (message) => `Sie sind als abwesend gemeldet: ${message}`,
    isAway: 'Sie sind als abwesend gemeldet.',
    isBack: 'Sie sind nicht mehr als abwesend gemeldet.',
  },
};
