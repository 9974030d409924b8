// The words of threads, in German.

import type { ThreadsWords } from './pane-words';

export const german: ThreadsWords = {
  threads: {
    title: 'Thread',
    inbox: 'Threads',
    reply: 'Im Thread antworten',
    replies: (count) => (count === 1 ? '1 Antwort' : `${count} Antworten`),
    last: (time) => `Letzte Antwort ${time}`,
    fresh: (count) => `${count} neu`,
    draft: 'Entwurf',
    view: 'Thread anzeigen',
    also: (title) => `Auch an ${title} gesendet`,
    follow: 'Thread folgen',
    unfollow: 'Thread nicht mehr folgen',
    following: 'Sie folgen',
    beforeJoining: 'In diesem Kanal können Sie Threads von vor Ihrem Beitritt nicht öffnen.',
    closed: 'Diese Nachricht wurde gelöscht. Sie können nicht mehr auf sie antworten.',
    showRoot: 'In der Unterhaltung anzeigen',
    none: 'Noch keine Threads.',
    noneHint: 'Hier erscheinen Threads, die Sie begonnen haben, in denen Sie antworten oder erwähnt werden.',
    more: 'Weitere Threads anzeigen',
    unread: (count) => `${count} ungelesen`,
  },
};
