// The words of reminders, in German.

import type { RemindersWords } from './dialog-words';

export const german: RemindersWords = {
  reminders: {
    title: 'Erinnerungen',
    remind: 'Erinnern',
    at: (time) => `Erinnerung: ${time}`,
    set: 'Erinnerung setzen',
    move: 'Zeitpunkt ändern',
    cancel: 'Erinnerung löschen',
    cancelled: 'Erinnerung gelöscht.',
    none: 'Keine Erinnerungen.',
    noneHint: 'Wählen Sie im Menü einer Nachricht „Erinnern“, um später an sie erinnert zu werden. Nur Sie sehen Ihre Erinnerungen.',
    unseen: 'Diese Nachricht ist für Sie nicht mehr sichtbar.',
  },
  slash: {
    whenAndWhat: '[wann] [woran]',
    remind: 'Sich an etwas oder an die letzte Nachricht erinnern lassen',
    when: 'Schreiben Sie, wann, z. B. /remind morgen 9:00 Toner bestellen, oder /remind in 20 Minuten für die letzte Nachricht hier.',
    what: 'Schreiben Sie, woran Sie erinnert werden möchten, z. B. /remind in 20 Minuten Bob anrufen.',
    onlyYou: 'Sie können nur sich selbst erinnern lassen, z. B. /remind mich morgen Bob anrufen.',
  },
};
