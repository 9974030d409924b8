// All words of threads, in English: fetched with the first thread that is shown. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  threads: {
    ...first.threads,
    replies: (count: number) => (count === 1 ? '1 reply' : `${count} replies`),
    last: (time: string) => `Last reply ${time}`,
    fresh: (count: string) => `${count} new`,
    draft: 'Draft',
    view: 'View thread',
    also: (title: string) => `Also sent to ${title}`,
    follow: 'Follow thread',
    unfollow: 'Unfollow thread',
    following: 'Following',
    beforeJoining: 'In this channel you can’t open threads that began before you joined.',
    closed: 'This message was deleted. You can’t reply to it any more.',
    showRoot: 'Show in conversation',
    none: 'No threads yet.',
    noneHint: 'Threads you start, reply to or are mentioned in appear here.',
    more: 'Show more threads',
    unread: (count: string) => `${count} unread`,
  },
};

export type ThreadsWords = typeof english;
export const threadsWords = wordsFor('threads', english);
export const useWords = threadsWords.use;
