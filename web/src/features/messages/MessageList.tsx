// The scrolling list: only what is in view exists, and nothing that happens makes it jump.

import { useMemo, useRef, type ReactNode } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import type { Outgoing, Timeline } from '../../core/store/state';
import { nameOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { isThreadKey } from '../../core/store/conversation';
import { useConversationKey, useIsMain } from '../../shared/hooks/view/conversation';
import { fullTime } from '../../shared/words/times';
import { useWords } from './words';
import { Pills } from './Pills';
import type { MessageTools } from './useMessageTools';
import { Rows } from './rows';
import { useCopying } from './useCopying';
import { useEditing } from './useEditing';
import { useFirstPosition } from './useFirstPosition';
import { useFollowing } from './useFollowing';
import { useGestures } from './useGestures';
import { useListEnd } from './useListEnd';
import { useListWalk } from './useListWalk';
import { useOneStop } from './useOneStop';
import { usePassedLine } from './usePassedLine';
import type { useReadMarker } from './useReadMarker';
import type { ReadState } from './useReadState';
import { useRowVirtualizer } from './useRowVirtualizer';
import { useSight } from './useSight';
import { VirtualRows } from './VirtualRows';
import styles from './MessageList.module.css';

interface MessageListProps {
  channel: ChannelView;
  title: string;
  timeline: Timeline;
  outgoing: readonly Outgoing[];
  /** The position after which messages are new; `null` for no "New" line. */
  newAfter: number | null;
  readState: ReadState;
  marker: ReturnType<typeof useReadMarker>;
  tools: MessageTools;
  /** Grows whenever the end is asked for. */
  endRequests: number;
  /** Fetches once more what was refused. */
  onRetry(): void;
  /** What stands above the very first message. */
  intro: ReactNode;
  /** When what stands there was written: its day is not named again. */
  introAt?: number | null;
}

export function MessageList(props: MessageListProps) {
  const { channel, title, timeline, outgoing, newAfter, readState, marker, tools, endRequests, onRetry, intro, introAt = null } = props;
  const { messages, hasBefore, hasAfter } = timeline;
  const words = useWords();
  const conversation = useConversationKey();
  const main = useIsMain();
  const session = useSession();
  const me = useChat((state) => state.me?.username ?? '');
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => new Rows(messages, outgoing, me, newAfter, hasBefore ? null : introAt), [messages, outgoing, me, newAfter, hasBefore, introAt]);
  const { virtualizer, watch } = useRowVirtualizer(rows, scroller);
  const line = usePassedLine(newAfter, outgoing.length);
  const sight = useSight({ readState, scrollerRef: scroller, virtualizer, rows, timeline, marker, onLineSeen: line.pass });
  const { following } = sight;
  const stay = (): void => {
    sight.stay();
    // The list may still be on its way to what was the end.
    virtualizer.scrollToOffset(scroller.current?.scrollTop ?? 0);
  };
  const toFirstNew = useFirstPosition({ scroller, virtualizer, watch, rows, hasMessages: messages.length > 0, sight });
  const toEnd = useListEnd({
    scroller,
    hasAfter,
    following,
    sent: outgoing.length,
    endRequests,
    scrollToEnd: () => virtualizer.scrollToEnd(),
  });
  // The "New" line and what was read before it stay in view, too.
  const fits = (after: number): boolean => {
    const { scrollTop = 0, clientHeight = 0 } = scroller.current ?? {};
    return virtualizer.getTotalSize() - Math.min(virtualizer.measurementsCache[rows.indexAfter(after)]?.start ?? 0, scrollTop + clientHeight) < 0.7 * clientHeight;
  };
  useFollowing({ channelId: channel.id, messages, me, following, fits, stay, toEnd: () => virtualizer.scrollToEnd() });
  useEditing(scroller, rows, virtualizer);
  useOneStop(scroller);
  useGestures(scroller, messages, tools);
  const walk = useListWalk({
    scroller,
    count: rows.count,
    isShown: (index) => rows.isShown(index),
    lastVisible: () => sight.lastVisible(rows.count),
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  });

  const copy = useCopying(describe);

  function describe(messageId: number): string | null {
    const message = messages.find(({ id }) => id === messageId);
    if (message === undefined) return null;
    const time = fullTime(message.createdAt, words);
    // The sentence of a system message names who it is about.
    return message.type === 'system' ? time : `${nameOf(session.store.state.people, message.userId)}, ${time}`;
  }

  return (
    <div className={styles.frame}>
      {/* A log that scrolls must take the focus, or the keyboard cannot read it. */}
      {/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={scroller}
        id={main ? 'messages' : undefined}
        data-conversation={conversation}
        className={styles.scroller}
        role="log"
        aria-live="off"
        aria-label={words.messages.label(title)}
        aria-busy={timeline.loading !== null}
        tabIndex={0}
        onScroll={sight.look}
        onKeyDown={walk}
        onCopy={copy}
      >
        {/* oxlint-enable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */}
        {!isThreadKey(conversation) && <div className={styles.spacer} />}
        {hasBefore && <p className={styles.notPrinted}>{words.messages.notPrinted}</p>}
        {timeline.loading === 'before' && <p className={styles.older}>{words.messages.loadingOlder}</p>}
        <VirtualRows
          containerRef={virtualizer.containerRef}
          measureRef={virtualizer.measureElement}
          items={virtualizer.getVirtualItems()}
          rows={rows}
          channel={channel}
          tools={tools}
          intro={hasBefore ? null : intro}
        />
      </div>
      <Pills
        newAbove={sight.newAbove && !line.passed}
        atEnd={sight.atEnd || rows.count === 0}
        newBelow={sight.newBelow}
        onFirstNew={() => {
          line.pass();
          toFirstNew();
        }}
        onDismiss={line.pass}
        onEnd={toEnd}
        refused={timeline.error}
        onRetry={onRetry}
      />
    </div>
  );
}
