// The words of times to come, in German.

import type { MomentsWords } from './words';

export const german: MomentsWords = {
  moments: {
    in20Minutes: 'In 20 Minuten',
    in1Hour: 'In 1 Stunde',
    tomorrow: 'Morgen früh',
    nextWeek: 'Montag früh',
    custom: 'Eigener Zeitpunkt',
    date: 'Datum',
    time: 'Uhrzeit',
    past: 'Wählen Sie einen Zeitpunkt in der Zukunft.',
    tooFar: 'Wählen Sie einen Zeitpunkt innerhalb der nächsten 365 Tage.',
    tomorrowAt: (time) => `Morgen, ${time}`,
  },
};
