// Below a message: its replies in one line, which opens them; below a reply that stands in both places,
// to what it replies.

import { mdiMessageReplyTextOutline } from '@mdi/js';
import { useEffect } from 'react';

import type { Message } from '../../core/protocol/generated';
import { isThreadKey } from '../../core/store/conversation';
import { isUnreadThread, nameOf, titleOf } from '../../core/store/selectors';
import type { KnownThread } from '../../core/store/slices/threads';
import { sameItems, useChat, useSession } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useRoot } from '../../shared/hooks/useQuoted';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { Icon } from '../../shared/ui/Icon';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { capped } from '../../shared/words/capped';
import { gistOf } from '../../shared/words/gist';
import { dayName, fullTime, sameDay, timeOfDay } from '../../shared/words/times';
import { useWords } from './pane-words';
import styles from './ThreadLine.module.css';

/** The server describes a thread by itself, as a rule. */
const ASK_AFTER_MS = 1500;

interface ThreadLineProps {
  message: Message;
  /** True where a reply has been begun, and its thread is not open. */
  draft: boolean;
}

export function ThreadLine({ message, draft }: ThreadLineProps) {
  const conversation = useConversationKey();
  const known = useChat((state) => state.threads[message.id]);
  if (isThreadKey(conversation)) return message.alsoToChannel === true ? <AlsoSent message={message} /> : null;
  if (message.threadId !== undefined) return <ViewThread channelId={message.channelId} threadId={message.threadId} />;
  if (known !== undefined) return <Replies threadId={message.id} known={known} draft={draft} />;
  return draft ? <FirstReply threadId={message.id} /> : null;
}

function useOpen(threadId: number): () => void {
  const dispatch = useViewDispatch();
  return () => dispatch({ type: 'pane_opened', pane: { name: 'thread', threadId, seq: null } });
}

function Draft() {
  const words = useWords();
  return <span className={styles.draft}>{words.threads.draft}</span>;
}

function FirstReply({ threadId }: { threadId: number }) {
  const open = useOpen(threadId);
  return (
    <button type="button" className={styles.line} onClick={open}>
      <Icon path={mdiMessageReplyTextOutline} size={16} />
      <Draft />
    </button>
  );
}

function Replies({ threadId, known: { thread, certain }, draft }: { threadId: number; known: KnownThread; draft: boolean }) {
  const words = useWords();
  const session = useSession();
  const open = useOpen(threadId);
  const now = useNow();
  const online = useChat((state) => state.phase.name === 'online');
  const names = useChat((state) => thread.participants.map((username) => nameOf(state.people, username)), sameItems);
  useEffect(() => session.directory.need(thread.participants), [session, thread.participants]);
  useEffect(() => {
    if (certain || !online) return undefined;
    const timer = setTimeout(() => void session.threads().then((threads) => threads.refresh(threadId), () => undefined), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [session, threadId, certain, online]);
  const { replyCount, lastReplyAt, unreadCount } = thread;
  if (replyCount === 0) return draft ? <FirstReply threadId={threadId} /> : null;
  const unread = isUnreadThread(thread);
  return (
    <button type="button" className={`${styles.line} ${unread ? styles.unread : ''}`} onClick={open}>
      <span className={styles.faces}>
        {thread.participants.map((username, index) => (
          <PersonAvatar key={username} username={username} name={names[index] ?? username} size={20} />
        ))}
      </span>
      <span className={styles.count}>{words.threads.replies(replyCount)}</span>
      {draft && <Draft />}
      {unread && <span className={styles.fresh}>{words.threads.fresh(capped(unreadCount))}</span>}
      {lastReplyAt !== null && (
        <span className={styles.last} title={fullTime(lastReplyAt, words)}>
          {words.threads.last(sameDay(lastReplyAt, now) ? timeOfDay(lastReplyAt, words) : dayName(lastReplyAt, now, words))}
        </span>
      )}
    </button>
  );
}

function ViewThread({ channelId, threadId }: { channelId: number; threadId: number }) {
  const words = useWords();
  const open = useOpen(threadId);
  const root = useRoot(channelId, threadId);
  const people = useChat((state) => state.people);
  // One that began before what the reader sees of the channel cannot be opened.
  const withheld = useChat((state) => state.withheld[threadId] === true);
  if (withheld) return null;
  return (
    <button type="button" className={styles.line} onClick={open}>
      <Icon path={mdiMessageReplyTextOutline} size={16} />
      <span className={styles.count}>{words.threads.view}</span>
      {root !== null && <span className={styles.last}> {gistOf(root, words, people)}</span>}
    </button>
  );
}

function AlsoSent({ message: { channelId } }: { message: Message }) {
  const words = useWords();
  const title = useChat((state) => {
    const channel = state.channels[channelId];
    if (channel === undefined) return '';
    const name = titleOf(channel, state, words.notes);
    return channel.type === 'direct' ? name : `#${name}`;
  });
  return <p className={styles.also}>{words.threads.also(title)}</p>;
}
