// The words of unsent, in German.

import type { UnsentWords } from './words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const kept = (messages: number, drafts: number): string =>
  [
    ...(messages > 0 ? [`${plural(messages, 'Nachricht wurde', 'Nachrichten wurden')} nicht gesendet`] : []),
    ...(drafts > 0 ? [`${plural(drafts, 'Entwurf ist', 'Entwürfe sind')} gespeichert`] : []),
  ].join(', ');

export const german: UnsentWords = {
  unsent: {
    here: (messages, drafts) => `${kept(messages, drafts)}.`,
    elsewhere: (messages, drafts) => `In Unterhaltungen, in denen Sie nicht schreiben können oder die Sie ausgeblendet haben: ${kept(messages, drafts)}.`,
    show: 'Anzeigen',
    title: 'Nicht gesendete Nachrichten und Entwürfe',
    hint: 'Diese Texte bleiben in diesem Browser, bis Sie sie verwerfen.',
    message: 'Nachricht nicht gesendet',
    draft: 'Entwurf',
    lost: 'Eine Unterhaltung, die Sie nicht öffnen können',
    open: 'Öffnen',
    copy: 'Kopieren',
    copied: 'Der Text wurde kopiert.',
    notCopied: 'Ihr Browser hat das Kopieren nicht erlaubt. Markieren Sie den Text und kopieren Sie ihn.',
  },
};
