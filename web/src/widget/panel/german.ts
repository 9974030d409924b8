// Every word of the open widget, in German.

import { localeOf, type Words } from './words';

export const german: Words = {
  locale: localeOf('de'),
  presence: { online: 'Online', away: 'Abwesend', busy: 'Beschäftigt', offline: 'Offline' },
  title: 'Chat',
  expand: 'Chat-Seite öffnen',
  fold: 'Chat einklappen',
  back: 'Zurück zu den Unterhaltungen',
  recent: 'Letzte Unterhaltungen',
  all: 'Alle Unterhaltungen',
  none: 'Keine Unterhaltungen.',
  browse: 'Kanal oder Person suchen',
  unread: (count) => `${count} ungelesen`,
  you: 'Sie',
  forwarded: 'Weitergeleitete Nachricht',
  notes: 'Notizen (Sie)',
  retry: 'Erneut versuchen',
  reload: 'Neu laden',
  partFailed: 'Das konnte nicht geladen werden.',
  outdated: 'Eine neue Version ist verfügbar.',
  loading: 'Wird geladen …',
  deleted: 'Diese Nachricht wurde gelöscht.',
  now: 'jetzt',
};
