// The words of invite links, in German.

import { ended } from '../../shared/words/ended';
import type { InvitesWords } from './words';

export const german: InvitesWords = {
  invites: {
    title: 'Einladungslinks',
    hint: 'Mit einem Link kann jeder beitreten, der hier ein Konto hat, auch wenn der Kanal privat ist.',
    create: 'Link erstellen',
    expires: 'Läuft ab',
    never: 'Nie',
    days: (days) => (days === 1 ? 'In 1 Tag' : `In ${days} Tagen`),
    uses: 'Gültig für',
    anyNumber: 'Beliebig viele',
    times: (count) => (count === 1 ? '1 Person' : `${count} Personen`),
    none: 'Noch keine Links.',
    copy: 'Link kopieren',
    copied: 'Link kopiert.',
    notCopied: 'Der Link ließ sich nicht kopieren. Markieren und kopieren Sie ihn hier:',
    revoke: 'Widerrufen',
    revokeQuestion: 'Diesen Link widerrufen?',
    revokeHint: 'Niemand kann damit mehr beitreten. Wer schon beigetreten ist, bleibt im Kanal.',
    revoked: 'Der Link ist nicht mehr gültig.',
    used: (uses, most) => (most === null ? `${uses}× verwendet` : `${uses} von ${most}× verwendet`),
    until: (time) => `bis ${time}`,
    expired: 'abgelaufen',
    by: (name) => `von ${name}`,
  },
  invitation: {
    title: 'Einladung',
    link: 'Einladungslink',
    join: 'Kanal beitreten',
    open: 'Kanal öffnen',
    to: (by) => `${by} lädt Sie ein in`,
    members: (count) => (count === 1 ? '1 Mitglied' : `${count} Mitglieder`),
    already: 'Sie sind bereits Mitglied.',
    joined: (name) => ended(`Sie sind #${name} beigetreten`),
    unusable: 'Dieser Einladungslink ist nicht mehr gültig.',
    unusableHint:
      'Er ist abgelaufen, widerrufen oder aufgebraucht, oder Sie wurden aus dem Kanal entfernt. Bitten Sie ein Mitglied um einen neuen Link oder darum, Sie hinzuzufügen.',
    unknown: 'Dieser Einladungslink ist ungültig. Prüfen Sie, ob Sie den ganzen Link geöffnet haben.',
  },
};
