// The words of forwarding, in German.

import { reachedInGerman } from '../../core/formatting/reached.de';
import type { ForwardWords } from './dialog-words';

export const german: ForwardWords = {
  forward: {
    action: 'Nachricht weiterleiten',
    to: 'Weiterleiten an',
    placeholder: 'Kanal oder Person',
    none: 'Keine Treffer.',
    change: (title) => `${title} entfernen`,
    comment: 'Kommentar (optional)',
    commentHint: 'Warum leiten Sie die Nachricht weiter?',
    preview: 'Nachricht',
    limited: (title) => `Nur wer ${title} sehen kann, sieht diese Nachricht.`,
    limitedDirect: 'Nur wer an der Unterhaltung teilnimmt, sieht diese Nachricht.',
    limitedText: (title) => `Nur wer ${title} sehen kann, sieht diese Nachricht. Ihre Dateien können alle öffnen, an die Sie sie weiterleiten.`,
    limitedTextDirect: 'Nur wer an der Unterhaltung teilnimmt, sieht diese Nachricht. Ihre Dateien können alle öffnen, an die Sie sie weiterleiten.',
    submit: 'Weiterleiten',
    many: (people, offDuty) => `Ihr Kommentar benachrichtigt ${reachedInGerman(people, offDuty)}.`,
    submitAll: 'Weiterleiten und benachrichtigen',
    done: (title) => `An ${title} weitergeleitet.`,
    over: (count) => `${count} Zeichen zu viel`,
  },
};
