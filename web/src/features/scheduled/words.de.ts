// The words of scheduled messages, in German.

import type { ScheduledWords } from './dialog-words';

export const german: ScheduledWords = {
  scheduled: {
    title: 'Geplant',
    later: 'Später senden',
    here: (count) => (count === 1 ? '1 geplante Nachricht hier' : `${count} geplante Nachrichten hier`),
    submit: 'Planen',
    done: (time) => `Geplant: ${time}`,
    at: (time) => `Geplant: ${time}`,
    failed: (time) => `Nicht gesendet (${time}):`,
    inThread: 'Thread',
    none: 'Keine geplanten Nachrichten.',
    noneHint: 'Schreiben Sie eine Nachricht und wählen Sie neben der Schaltfläche zum Senden „Später senden“.',
    lost: 'Eine Ihrer früheren Unterhaltungen',
    open: (title) => `${title} öffnen`,
    edit: 'Bearbeiten',
    text: 'Nachricht',
    time: 'Zeitpunkt ändern',
    sendNow: 'Jetzt senden',
    delete: 'Löschen',
    deleteQuestion: 'Diese geplante Nachricht löschen?',
    editHint: 'Esc bricht ab, Eingabe speichert',
    notifiesMany: (people) => `Damit werden ${people} Personen benachrichtigt.`,
    manyQuestion: (people) => `Damit werden ${people} Personen benachrichtigt. Planen?`,
  },
};
