// What threads add to the page.

import { mdiMessageReplyTextOutline } from '@mdi/js';

import { isThreadKey, threadKey } from '../../core/store/conversation';
import { postingRight } from '../../core/store/selectors';
import { NAME_ONLY } from '../../shared/hooks/view/address';
import { OF_THREAD, type ThreadSpot } from '../../shared/hooks/view/thread-address';
import type { Viewer } from '../../shared/registry/actions';
import type { Feature } from '../../shared/registry/registry';
import { ThreadPart } from './ThreadPart';
import { threadsWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Panes {
    thread: ThreadSpot;
    threads: object;
  }
}

/** Whoever may write here may reply; in a thread every message is a reply already. */
function mayReply({ channel, permissions, conversation }: Viewer): boolean {
  if (conversation !== undefined && isThreadKey(conversation)) return false;
  return postingRight(channel, permissions) === 'allowed';
}

export const feature: Feature = {
  messageActions: [
    {
      name: 'reply_in_thread',
      order: 25,
      icon: mdiMessageReplyTextOutline,
      label: (_message, words) => threadsWords.in(words).threads.reply,
      available: (message, viewer) => message.type !== 'system' && message.deletedAt === null && mayReply(viewer),
      act: ({ id, threadId = id }, { dispatch }) => {
        dispatch({ type: 'pane_opened', pane: { name: 'thread', threadId, seq: null } });
        // Where it is open already.
        dispatch({ type: 'composer_wanted', conversation: threadKey(threadId) });
      },
      key: 't',
      inToolbar: true,
    },
  ],
  messageParts: [{ name: 'thread', Part: ThreadPart }],
  panes: {
    thread: {
      title: (words) => threadsWords.in(words).threads.title,
      load: async () => (await import('./ThreadPane')).ThreadPane,
      address: OF_THREAD,
      wide: true,
      ofOneChannel: true,
      ownStep: true,
    },
    threads: {
      title: (words) => threadsWords.in(words).threads.inbox,
      load: async () => (await import('./InboxPane')).InboxPane,
      address: NAME_ONLY,
      wide: true,
      anywhere: true,
    },
  },
  sidebarEntries: [
    {
      name: 'threads',
      order: 10,
      icon: mdiMessageReplyTextOutline,
      label: (words) => threadsWords.in(words).threads.inbox,
      unread: ({ unreadThreads }) => unreadThreads,
      mark: async () => (await import('./BegunMark')).BegunMark,
      opens: { name: 'threads' },
    },
  ],
};
