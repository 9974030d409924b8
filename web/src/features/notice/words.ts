// The words of notice, in English. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const english = {
  connection: {
    connecting: 'Connecting…',
    lost: 'No connection.',
    lastSync: (when: string) => `Last updated ${when}.`,
    waiting: (count: number) => `${plural(count, 'message is', 'messages are')} waiting to be sent.`,
    retry: 'Connect now',
    storageRefused: 'This browser can’t store messages. Unsent ones are lost when you close the page.',
  },
};

export type NoticeWords = typeof english;
export const noticeWords = wordsFor('notice', english);
export const useWords = noticeWords.use;
