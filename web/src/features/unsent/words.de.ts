// The words of unsent, in German.

import type { UnsentWords } from './words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const kept = (messages: number, drafts: number, files: number): string =>
  [
    ...(messages > 0 ? [`${plural(messages, 'Nachricht wurde', 'Nachrichten wurden')} nicht gesendet`] : []),
    ...(drafts > 0 ? [`${plural(drafts, 'Entwurf ist', 'Entwürfe sind')} gespeichert`] : []),
    ...(files > 0 ? [`${plural(files, 'angehängte Datei wurde', 'angehängte Dateien wurden')} nicht gesendet`] : []),
  ].join(', ');

export const german: UnsentWords = {
  unsent: {
    here: (messages, drafts, files) => `${kept(messages, drafts, files)}.`,
    elsewhere: (messages, drafts, files) => `In Unterhaltungen, in denen Sie nicht schreiben können oder die Sie ausgeblendet haben: ${kept(messages, drafts, files)}.`,
    show: 'Anzeigen',
    title: 'Nicht gesendete Nachrichten, Entwürfe und Dateien',
    hint: 'Sie bleiben in diesem Browser, bis Sie sie verwerfen.',
    message: 'Nachricht nicht gesendet',
    draft: 'Entwurf',
    files: 'Angehängte Dateien',
    save: 'Speichern',
    saveNamed: (name) => `${name} speichern`,
    lost: 'Eine Unterhaltung, die Sie nicht öffnen können',
    open: 'Öffnen',
    copy: 'Kopieren',
    discarded: 'Verworfen.',
    discardFiles: (count) => (count === 1 ? 'Die Datei verwerfen?' : `${count} Dateien verwerfen?`),
    noUndo: 'Das lässt sich nicht rückgängig machen.',
    copied: 'Der Text wurde kopiert.',
    notCopied: 'Ihr Browser hat das Kopieren nicht erlaubt. Markieren Sie den Text und kopieren Sie ihn.',
  },
};
