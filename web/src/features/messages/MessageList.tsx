// The scrolling list: only what is in view exists, and nothing that happens makes it jump.

import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import type { Outgoing, Timeline } from '../../core/store/state';
import { useChat, useSession } from '../client/client';
import { useView } from '../view/view';
import { useWords } from '../words/words';
import { JumpPills } from './JumpPills';
import { ListRow } from './ListRow';
import type { MessageTools } from './MessageBubble';
import { Rows } from './rows';
import { useListEnd } from './useListEnd';
import { useListWalk } from './useListWalk';
import type { useReadMarker } from './useReadMarker';
import styles from './MessageList.module.css';

interface MessageListProps {
  channel: ChannelView;
  title: string;
  timeline: Timeline;
  outgoing: readonly Outgoing[];
  /** The position after which messages are new; `null` for no "New" line. */
  newAfter: number | null;
  marker: ReturnType<typeof useReadMarker>;
  tools: MessageTools;
  /** Grows whenever the end is asked for. */
  endRequests: number;
  /** What stands above the very first message. */
  intro: ReactNode;
}

/** Older messages are fetched when fewer rows than this are left above. */
const FETCH_WITHIN_ROWS = 15;
/** This close to the end counts as being there. */
const END_WITHIN_PIXELS = 48;
/** A row may stick out by this much and still count as wholly in view. */
const SLACK_PIXELS = 8;

export function MessageList(props: MessageListProps) {
  const { channel, title, timeline, outgoing, newAfter, marker, tools, endRequests, intro } = props;
  const { messages, hasBefore, hasAfter } = timeline;
  const words = useWords();
  const session = useSession();
  const { route } = useView();
  const me = useChat((state) => state.me?.username ?? '');
  const scroller = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [newAbove, setNewAbove] = useState(false);
  const rows = useMemo(() => new Rows(messages, outgoing, me, newAfter), [messages, outgoing, me, newAfter]);
  const virtualizer = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => 60,
    overscan: 10,
    getItemKey: (index) => rows.keyAt(index),
    anchorTo: 'end',
    followOnAppend: !hasAfter,
    scrollEndThreshold: END_WITHIN_PIXELS,
    directDomUpdates: true,
    paddingEnd: 12,
  });

  // A row above the view that changes its size must not move what is read, whichever way one
  // scrolls: older messages that arrive take a day's divider and a heading off the first row.
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = (item, _delta, instance) => {
    const offset = instance.scrollOffset ?? 0;
    return instance.itemSizeCache.has(item.key) ? item.end <= offset : item.start < offset;
  };

  const lastVisible = useCallback(
    (below: number): number => {
      const element = scroller.current;
      const bottom = (element?.scrollTop ?? 0) + (element?.clientHeight ?? 0) + SLACK_PIXELS;
      return virtualizer.getVirtualItems().findLast((item) => item.end <= bottom && item.index < below)?.index ?? -1;
    },
    [virtualizer],
  );

  // Called for every scroll and after every render: what is in view may have changed.
  const look = useCallback(() => {
    const element = scroller.current;
    if (element === null || element.clientHeight === 0) return;
    const seen = messages[lastVisible(messages.length)];
    if (seen !== undefined) marker.seen(seen.seq);
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    setAtEnd(left < END_WITHIN_PIXELS && !hasAfter);
    const items = virtualizer.getVirtualItems();
    const first = items.find((item) => item.end > element.scrollTop)?.index ?? 0;
    setNewAbove(rows.firstNewIndex !== -1 && rows.firstNewIndex < first);
    if (first < FETCH_WITHIN_ROWS && hasBefore) void session.timelines.older(channel.id);
    const last = items.at(-1)?.index ?? 0;
    if (last > rows.count - FETCH_WITHIN_ROWS && hasAfter) void session.timelines.newer(channel.id);
  }, [virtualizer, lastVisible, messages, marker, rows, hasAfter, hasBefore, session, channel.id]);

  useEffect(() => {
    look();
  });

  // The first position: the linked message, the "New" line, or the end.
  const placed = useRef(false);
  const toFirstNew = (): void => virtualizer.scrollToIndex(Math.max(0, rows.firstNewIndex - 1), { align: 'start' });
  useLayoutEffect(() => {
    if (placed.current || rows.count === 0) return;
    placed.current = true;
    if (route.seq !== null && messages.length > 0) {
      virtualizer.scrollToIndex(rows.indexAfter(route.seq - 1), { align: 'center' });
    } else if (rows.firstNewIndex > 0) {
      toFirstNew();
    } else {
      virtualizer.scrollToEnd();
    }
  });

  const toEnd = useListEnd({
    channelId: channel.id,
    scroller,
    hasAfter,
    atEnd,
    sent: outgoing.length,
    endRequests,
    scrollToEnd: () => virtualizer.scrollToEnd(),
  });
  const walk = useListWalk({
    scroller,
    count: rows.count,
    lastVisible: () => lastVisible(rows.count),
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  });

  return (
    <div className={styles.frame}>
      {/* A log that scrolls must take the focus, or the keyboard cannot read it. */}
      {/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={scroller}
        id="messages"
        className={styles.scroller}
        role="log"
        aria-live="off"
        aria-label={words.messages.label(title)}
        aria-busy={timeline.loading !== null}
        tabIndex={0}
        onScroll={look}
        onKeyDown={walk}
      >
        {/* oxlint-enable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */}
        <div className={styles.spacer} />
        {timeline.loading === 'before' && <p className={styles.older}>{words.messages.loadingOlder}</p>}
        <div ref={virtualizer.containerRef} className={styles.rows}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows.at(item.index);
            if (row === null) return null;
            return (
              <div key={item.key} ref={virtualizer.measureElement} data-index={item.index} className={styles.row}>
                {item.index === 0 && !hasBefore && intro}
                <ListRow channel={channel} row={row} tools={tools} />
              </div>
            );
          })}
        </div>
      </div>
      <JumpPills
        newAbove={newAbove}
        atEnd={atEnd || rows.count === 0}
        unreadCount={channel.unreadCount}
        onFirstNew={toFirstNew}
        onEnd={toEnd}
      />
    </div>
  );
}
