// The words of completion, in German.

import type { WritingWords } from './words';

export const german: WritingWords = {
  writing: {
    completions: 'Vorschläge',
    notMember: 'nicht in diesem Kanal',
    yourself: 'Sie',
    notJoined: 'nicht beigetreten',
    everyone: 'Alle in dieser Unterhaltung',
    present: 'Alle, die online sind',
    onDuty: (onDuty, members) => `${onDuty} von ${members} im Dienst`,
  },
};
