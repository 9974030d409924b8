// The words of presence, in German.

import type { PresenceWords } from './words';

export const german: PresenceWords = {
  status: {
    title: 'Profil und Einstellungen',
    presence: 'Ihr Status',
    message: 'Statusnachricht',
    messageHint: 'z. B. Besprechung bis 15:00',
    saved: 'Ihr Status wurde geändert.',
    theme: 'Farben',
    light: 'Hell',
    dark: 'Dunkel',
    system: 'Systemeinstellung',
    density: 'Dichte',
    comfortable: 'Bequem',
    compact: 'Kompakt',
    language: 'Sprache',
  },
};
