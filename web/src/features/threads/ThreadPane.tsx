// A thread beside its conversation: the message that it belongs to, the replies, and the box to reply in, if there
// is such a thread.

import { mdiArrowTopLeft, mdiBell, mdiBellOutline } from '@mdi/js';
import { useEffect, useState } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import { isClosedThread } from '../../core/store/closed-thread';
import { threadKey } from '../../core/store/conversation';
import { postingRight, titleOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useRoot } from '../../shared/hooks/useQuoted';
import { ConversationScope } from '../../shared/hooks/view/conversation';
import type { ThreadSpot } from '../../shared/hooks/view/thread-address';
import { useNavigate, useNotify, useView, useViewDispatch, useViewNow } from '../../shared/hooks/view/view';
import { useRegistry } from '../../shared/registry/registry';
import { Button } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { useWords } from './pane-words';
import styles from './ThreadPane.module.css';

interface ThreadPaneProps extends ThreadSpot {
  channel: ChannelView;
}

export function ThreadPane(props: ThreadPaneProps) {
  // Another thread, or another reply to land on, is opened anew.
  return <OpenThread key={`${props.threadId}.${props.seq}`} {...props} />;
}

function OpenThread({ threadId, seq, channel }: ThreadPaneProps) {
  const { Messages, Composer } = useRegistry().views;
  const dispatch = useViewDispatch();
  const viewNow = useViewNow();
  const words = useWords();
  const name = useChat((state) => titleOf(channel, state, words.notes));
  const title = channel.type === 'direct' ? name : `#${name}`;
  const root = useRoot(channel.id, threadId);
  // Where nobody may write anyway, the composer says why.
  const closed = useChat((state) => isClosedThread(state, channel.id, threadId) && postingRight(channel, state.permissions) === 'allowed');
  const conversation = threadKey(threadId);
  const missing = useChat((state) => state.timelines[conversation]?.error?.code === 'not_found');
  // Nothing is shown before it is said where to land.
  const visit = useView((view) => view.conversations[conversation]?.visit ?? 0);
  const [visitBefore] = useState(visit);
  useEffect(() => dispatch({ type: 'targeted', conversation, seq }), [dispatch, conversation, seq]);
  // An address may name any message.
  const elsewhere = root !== null && root.channelId !== channel.id;
  useEffect(() => {
    // Another pane, or this one's own conversation, may have been opened just before this runs.
    const { pane, route } = viewNow();
    const isOpen = pane?.name === 'thread' && pane.threadId === threadId && route.channelId === channel.id;
    if (elsewhere && isOpen) dispatch({ type: 'pane_closed' });
  }, [dispatch, viewNow, elsewhere, threadId, channel.id]);
  if (visit === visitBefore || elsewhere) return null;
  return (
    <div className={styles.thread}>
      <Bar channel={channel} threadId={threadId} rootSeq={root?.seq ?? null} title={title} missing={missing} />
      {missing && channel.historyAfter !== undefined && <p className={styles.note}>{words.threads.beforeJoining}</p>}
      <ConversationScope conversation={conversation}>
        {Messages !== undefined && <Messages channel={channel} title={title} />}
        {Composer !== undefined && !missing && (closed ? <p className={styles.note}>{words.threads.closed}</p> : <Composer channel={channel} title={title} takesFocus />)}
      </ConversationScope>
    </div>
  );
}

interface BarProps {
  channel: ChannelView;
  threadId: number;
  rootSeq: number | null;
  title: string;
  /** There is nothing to follow. */
  missing: boolean;
}

function Bar({ channel, threadId, rootSeq, title, missing }: BarProps) {
  const words = useWords();
  const session = useSession();
  const navigate = useNavigate();
  const notify = useNotify();
  const following = useChat((state) => state.threads[threadId]?.thread.following);
  const followable = !missing && following !== undefined && channel.role !== null;
  async function toggle(): Promise<void> {
    try {
      await (await session.threads()).follow(threadId, following !== true);
    } catch (thrown) {
      notify.failure(thrown);
    }
  }

  const label = following === true ? words.threads.unfollow : words.threads.follow;
  return (
    <div className={styles.bar}>
      <button type="button" className={styles.place} disabled={rootSeq === null} title={words.threads.showRoot} aria-label={`${title}: ${words.threads.showRoot}`} onClick={() => navigate({ channelId: channel.id, seq: rootSeq })}>
        <Icon path={mdiArrowTopLeft} size={16} />
        <span>{title}</span>
      </button>
      {followable && (
        <Button size="small" variant="outlined" aria-pressed={following} aria-label={label} title={label} startIcon={<Icon path={following === true ? mdiBell : mdiBellOutline} size={16} />} onClick={() => void toggle()}>
          {following === true ? words.threads.following : words.threads.follow}
        </Button>
      )}
    </div>
  );
}
