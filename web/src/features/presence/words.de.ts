// The words of presence, in German.

import type { PresenceWords } from './words';

export const german: PresenceWords = {
  status: {
    title: 'Profil und Einstellungen',
    presence: 'Ihr Status',
    message: 'Statusnachricht',
    messageHint: 'z. B. Besprechung bis 15:00',
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
    isAway: 'Sie sind als abwesend gemeldet.',
    isBack: 'Sie sind nicht mehr als abwesend gemeldet.',
  },
};
