// The words of messages, in German.

import { reachedInGerman } from '../../core/formatting/reached.de';
import { german as systemGerman } from '../../core/formatting/system.de';
import type { AnnouncerWords } from './announcer-words';
import type { ForwardedWords } from './forwarded-words';
import type { MessagesWords } from './delete-words';
import { ended } from '../../shared/words/ended';
import type { IntroWords } from './intro-words';
import type { NotSentWords } from './not-sent-words';
import type { PillWords } from './pill-words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const german: MessagesWords & AnnouncerWords & PillWords & ForwardedWords & IntroWords & NotSentWords = {
  messages: {
    label: (name) => `Nachrichten in ${name}`,
    new: 'Neu',
    edited: 'bearbeitet',
    newBelow: (count) => plural(count, 'neue Nachricht', 'neue Nachrichten'),
    toLatest: 'Zu den neuesten Nachrichten',
    toFirstUnread: 'Zur ersten ungelesenen Nachricht',
    manyBelow: (count) => `${count} ungelesen`,
    missing: 'Diese Nachricht gibt es nicht.',
    loadFailed: 'Die Nachrichten konnten nicht geladen werden.',
    whenConnected: 'Diese Unterhaltung wird geladen, sobald die Verbindung wieder besteht.',
    refused: {
      before: 'Ältere Nachrichten konnten nicht geladen werden.',
      after: 'Neuere Nachrichten konnten nicht geladen werden.',
      latest: 'Die neuesten Nachrichten konnten nicht geladen werden.',
      around: 'Diese Nachrichten konnten nicht geladen werden.',
    },
    jumpToDate: 'Zu einem Datum springen',
    loadingOlder: 'Ältere Nachrichten werden geladen …',
    notPrinted: 'Frühere Nachrichten sind nicht enthalten.',
    react: 'Reagieren',
    showMore: 'Mehr anzeigen',
    showLess: 'Weniger anzeigen',
    reply: 'Antworten',
    edit: 'Bearbeiten',
    delete: 'Löschen',
    copyLink: 'Link kopieren',
    copyText: 'Text kopieren',
    markUnread: 'Ab hier als ungelesen markieren',
    moreActions: 'Weitere Aktionen',
    linkCopied: 'Der Link wurde kopiert.',
    textCopied: 'Der Text wurde kopiert.',
    notCopied: 'Ihr Browser hat das Kopieren nicht erlaubt.',
    sending: 'Wird gesendet …',
    waiting: 'Wartet auf die Verbindung …',
    deleteQuestion: 'Diese Nachricht löschen?',
    deleteFiles: (names, count) => (count === 1 ? `Mit ihrer Datei: ${names}` : `Mit ihren ${count} Dateien: ${names}`),
    deleteHint: 'Sie verschwindet für alle. Das lässt sich nicht rückgängig machen.',
    repliedTo: (name) => `Antwort an ${name}`,
    others: (count) => (count === 1 ? '1 weitere Person' : `${count.toLocaleString('de')} weitere`),
    reactedWith: (names, emoji) => `${names}: ${emoji}`,
    deletedMeanwhile: 'Diese Nachricht wurde inzwischen gelöscht. Das Geschriebene lässt sich noch kopieren.',
    editHint: 'Esc bricht ab, Eingabe speichert',
    editHintInCode: 'Esc bricht ab, Strg+Eingabe speichert',
    notifiesMany: (people) => `Damit werden ${people} Personen benachrichtigt. Speichern?`,
    arrived: (name, text) => `${name}: ${text}`,
    replies: (count) => (count === 1 ? '1 Antwort' : `${count} Antworten`),
    noReplies: 'Noch keine Antworten',
    by: (name, time) => `${name}, ${time}`,
  },
  intro: {
    startTicket: (name) => ended(`Hier beginnt die Unterhaltung zu ${name}`),
    start: (name) => ended(`Hier beginnt #${name}`),
    startHidden: 'Frühere Nachrichten in diesem Kanal können Sie nicht sehen.',
    startJoining: 'Nur Mitglieder sehen die Nachrichten in diesem Kanal, und zwar ab ihrem Beitritt.',
    startNotes: 'Hier ist Platz für Ihre Notizen. Nur Sie sehen sie.',
    startDirect: (name) => `Hier beginnt Ihre Unterhaltung mit ${name}.`,
    noMessages: 'Noch keine Nachrichten. Schreiben Sie die erste!',
  },
  forwarded: {
    unseen: 'Die ursprüngliche Nachricht ist für Sie nicht sichtbar.',
    open: 'Ursprüngliche Nachricht öffnen',
    linked: 'Verlinkte Nachricht',
  },
  notSent: {
    many: (people, offDuty) => `Noch nicht gesendet: Dies benachrichtigt ${reachedInGerman(people, offDuty)}.`,
    failed: 'Nicht gesendet.',
    edit: 'Bearbeiten',
    discarded: 'Die Nachricht wurde verworfen.',
    discardFiles: (count) => (count === 1 ? 'Diese Nachricht und ihre Datei verwerfen?' : `Diese Nachricht und ihre ${count} Dateien verwerfen?`),
    noUndo: 'Das lässt sich nicht rückgängig machen.',
  },
  systemPhrases: systemGerman,
  typing: {
    one: (name) => `${name} schreibt …`,
    two: (one, two) => `${one} und ${two} schreiben …`,
    many: 'Mehrere Personen schreiben …',
  },
};
