// The threads that the user follows, those with unread replies first; a click opens one beside its conversation.

import { useEffect } from 'react';

import { threadKey } from '../../core/store/conversation';
import { asksForAttention, nameOf, titleOf } from '../../core/store/selectors';
import type { Thread } from '../../core/protocol/generated';
import type { FollowedThread } from '../../core/rest/routes.generated';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useBegun } from '../../shared/hooks/useBegun';
import { useGist } from '../../shared/hooks/useSource';
import { usePages } from '../../shared/hooks/usePages';
import { useNavigate } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { ChannelMark } from '../../shared/ui/ChannelMark';
import rows from '../../shared/ui/MessageItem.module.css';
import { PaneList } from '../../shared/ui/PaneList';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { capped } from '../../shared/words/capped';
import { fullTime, relativeTime } from '../../shared/words/times';
import { useBegunThreads } from './useBegunThreads';
import { useWords } from './pane-words';
import styles from './InboxPane.module.css';

const NO_REPLIES: Thread = { replyCount: 0, lastReplyAt: null, lastReplySeq: null, participants: [], following: false, unreadCount: 0 };

export function InboxPane() {
  const words = useWords();
  const session = useSession();
  const pages = usePages('threads', async (cursor) => (await session.threads()).list(cursor));
  const { refresh } = pages;
  // What happens to a thread shows at once; which come first is asked for.
  useEffect(
    () =>
      session.listen(({ name }) => {
        if (name === 'thread_updated' || name === 'preferences_updated' || name === 'channel_left' || name === 'channel_joined') refresh();
      }),
    [session, refresh],
  );
  const followed = useChat((state) => state.threads);
  const following = pages.items.filter(({ threadId, thread }) => (followed[threadId]?.thread ?? thread).following);
  // A reply may be begun in a thread that one does not follow.
  const begun = useBegunThreads().filter(({ id }) => !following.some(({ threadId }) => threadId === id));
  const items = [...begun.map((message) => ({ threadId: message.id, channelId: message.channelId, message, thread: message.thread ?? NO_REPLIES })), ...following];
  return (
    <PaneList
      none={words.threads.none}
      hint={words.threads.noneHint}
      loading={pages.loading}
      problem={pages.error && words.errors[pages.error]}
      more={pages.more !== null && <Button onClick={pages.more}>{words.threads.more}</Button>}
    >
      {items.map((item) => (
        <Item key={item.threadId} item={item} />
      ))}
    </PaneList>
  );
}

function Item({ item: { threadId, channelId, message, thread: listed } }: { item: FollowedThread }) {
  const words = useWords();
  const navigate = useNavigate();
  const now = useNow();
  const channel = useChat((state) => state.channels[channelId]);
  const title = useChat((state) => (channel === undefined ? '' : titleOf(channel, state, words.notes)));
  const people = useChat((state) => state.people);
  const thread = useChat((state) => state.threads[threadId]?.thread) ?? listed;
  const unread = useChat((state) => asksForAttention(state, channelId, thread));
  const draft = useBegun(threadKey(threadId));
  const author = nameOf(people, message.userId);
  const gist = useGist(message, words);
  const { lastReplyAt } = thread;
  const open = (): void => navigate({ channelId, seq: null }, 'new', { name: 'thread', threadId, seq: null });
  return (
    <li className={rows.item}>
      <button type="button" className={`${rows.message} ${unread ? styles.unread : ''}`} onClick={open}>
        <PersonAvatar username={message.userId} name={author} />
        <span className={rows.words}>
          <span className={rows.place}>
            <strong>{author}</strong>
            {channel !== undefined && <ChannelMark channel={channel} />}
            <span>{title}</span>
            {lastReplyAt !== null && <time title={fullTime(lastReplyAt, words)}>{relativeTime(lastReplyAt, now, words)}</time>}
          </span>
          <span className={styles.text}>{message.deletedAt === null ? gist : <em>{words.message.deleted}</em>}</span>
          <span className={styles.replies}>
            <span className={styles.faces}>
              {thread.participants.map((username) => (
                <PersonAvatar key={username} username={username} name={nameOf(people, username)} size={20} />
              ))}
            </span>
            {thread.replyCount > 0 && <span>{words.threads.replies(thread.replyCount)}</span>}
            {draft && <em className={styles.draft}>{words.threads.draft}</em>}
            {unread && (
              <span className={styles.badge}>
                <span aria-hidden="true">{capped(thread.unreadCount)}</span>
                <span className="visually-hidden">{words.threads.unread(capped(thread.unreadCount))}</span>
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  );
}
