// The scrolling list: only what is in view exists, and nothing that happens makes it jump.

import { mdiArrowDown, mdiArrowUp } from '@mdi/js';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import { mayEdit, postingRight } from '../../core/store/selectors';
import type { Outgoing, Timeline } from '../../core/store/state';
import { useChat, useSession } from '../client/client';
import { Icon } from '../common/Icon';
import { capped } from '../sidebar/ChannelRow';
import { useNavigate, useView } from '../view/view';
import { useWords } from '../words/words';
import { MessageBubble, type MessageTools } from './MessageBubble';
import { MessageRow } from './MessageRow';
import { OutgoingBubble } from './OutgoingBubble';
import { Rows } from './rows';
import type { useNewLine } from './useNewLine';
import type { useReadMarker } from './useReadMarker';
import styles from './MessageList.module.css';

interface MessageListProps {
  channel: ChannelView;
  title: string;
  timeline: Timeline;
  outgoing: readonly Outgoing[];
  newLine: ReturnType<typeof useNewLine>;
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

export function MessageList({ channel, title, timeline, outgoing, newLine, marker, tools, endRequests, intro }: MessageListProps) {
  const words = useWords();
  const session = useSession();
  const navigate = useNavigate();
  const { route, editing } = useView();
  const me = useChat((state) => state.me);
  const permissions = useChat((state) => state.permissions);
  const scroller = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [newAbove, setNewAbove] = useState(false);
  const { messages } = timeline;
  const { newAfter } = newLine;
  const rows = useMemo(
    () => new Rows(messages, outgoing, me?.username ?? '', newAfter),
    [messages, outgoing, me, newAfter],
  );
  const virtualizer = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => 60,
    overscan: 10,
    getItemKey: (index) => rows.keyAt(index),
    anchorTo: 'end',
    followOnAppend: !timeline.hasAfter,
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

  // Called for every scroll and after every render: what is in view may have changed.
  const look = useCallback(() => {
    const element = scroller.current;
    if (element === null || element.clientHeight === 0) return;
    const bottom = element.scrollTop + element.clientHeight;
    const items = virtualizer.getVirtualItems();
    const visible = items.findLast((item) => item.end <= bottom + 8 && item.index < messages.length);
    const message = visible === undefined ? undefined : messages[visible.index];
    if (message !== undefined) marker.seen(message.seq);
    setAtEnd(element.scrollHeight - bottom < END_WITHIN_PIXELS && !timeline.hasAfter);
    const first = items.find((item) => item.end > element.scrollTop);
    setNewAbove(rows.firstNewIndex !== -1 && first !== undefined && rows.firstNewIndex < first.index);
    if (first !== undefined && first.index < FETCH_WITHIN_ROWS && timeline.hasBefore) {
      void session.timelines.older(channel.id);
    }
    const last = items.at(-1);
    if (last !== undefined && last.index > rows.count - FETCH_WITHIN_ROWS && timeline.hasAfter) {
      void session.timelines.newer(channel.id);
    }
  }, [virtualizer, messages, marker, rows, timeline.hasAfter, timeline.hasBefore, session, channel.id]);

  // The first position: the linked message, the "New" line, or the end.
  const placed = useRef(false);
  useLayoutEffect(() => {
    if (placed.current || rows.count === 0) return;
    placed.current = true;
    if (route.seq !== null && timeline.messages.length > 0) {
      virtualizer.scrollToIndex(Math.max(0, rows.indexAfter(route.seq - 1)), { align: 'center' });
    } else if (rows.firstNewIndex > 0) {
      virtualizer.scrollToIndex(Math.max(0, rows.firstNewIndex - 1), { align: 'start' });
    } else {
      virtualizer.scrollToEnd();
    }
  });

  useEffect(() => {
    look();
  });

  const toEnd = useCallback(() => {
    // What is loaded ends in the past: the channel is opened anew, at its end.
    if (timeline.hasAfter) navigate({ channelId: channel.id, seq: null });
    else requestAnimationFrame(() => virtualizer.scrollToEnd());
  }, [timeline.hasAfter, navigate, channel.id, virtualizer]);

  // One's own message is always shown, wherever one was reading.
  const sent = outgoing.length;
  const lastSent = useRef(sent);
  useLayoutEffect(() => {
    if (sent > lastSent.current) toEnd();
    lastSent.current = sent;
  }, [sent, toEnd]);

  // A box that grows takes room from the list; who stood at the end stays there.
  const pinned = useRef(true);
  useEffect(() => {
    pinned.current = atEnd;
  }, [atEnd]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      if (pinned.current) virtualizer.scrollToEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [virtualizer]);

  const answeredRequests = useRef(endRequests);
  useEffect(() => {
    if (answeredRequests.current === endRequests) return;
    answeredRequests.current = endRequests;
    toEnd();
  });

  function walk(event: KeyboardEvent<HTMLDivElement>): void {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    if (event.altKey || event.target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
    const bottom = (scroller.current?.scrollTop ?? 0) + (scroller.current?.clientHeight ?? 0);
    const lastVisible = virtualizer.getVirtualItems().findLast((item) => item.end <= bottom + 8)?.index ?? rows.count - 1;
    const current = row === null ? lastVisible + 1 : Number(row.dataset['index']);
    const step = event.key === 'ArrowUp' ? -1 : 1;
    const wanted = row === null && step === 1 ? lastVisible : current + step;
    const next = Math.min(rows.count - 1, Math.max(0, wanted));
    virtualizer.scrollToIndex(next, { align: 'auto' });
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"] article`)?.focus({ preventScroll: true });
    });
  }

  const answerable = postingRight(channel, permissions) === 'allowed';
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
            const { content } = row;
            return (
              <div key={item.key} ref={virtualizer.measureElement} data-index={item.index} className={styles.row}>
                {item.index === 0 && !timeline.hasBefore && intro}
                <MessageRow row={row}>
                  {content.kind === 'outgoing' ? (
                    <OutgoingBubble outgoing={content.outgoing} startsGroup={row.startsGroup} />
                  ) : (
                    <MessageBubble
                      message={content.message}
                      startsGroup={row.startsGroup}
                      editing={editing === content.message.id}
                      editable={answerable && mayEdit(content.message, me)}
                      answerable={answerable}
                      highlighted={route.seq === content.message.seq}
                      tools={tools}
                    />
                  )}
                </MessageRow>
              </div>
            );
          })}
        </div>
      </div>
      {newAbove && (
        <button type="button" className={`${styles.pill} ${styles.top}`} onClick={() => virtualizer.scrollToIndex(Math.max(0, rows.firstNewIndex - 1), { align: 'start' })}>
          <Icon path={mdiArrowUp} size={16} />
          {words.messages.toFirstUnread}
        </button>
      )}
      {!atEnd && rows.count > 0 && (
        <button type="button" className={`${styles.pill} ${styles.bottom} ${channel.unreadCount > 0 ? styles.loud : ''}`} onClick={toEnd}>
          <Icon path={mdiArrowDown} size={16} />
          {channel.unreadCount > 0
            ? channel.unreadCount < 100
              ? words.messages.newBelow(channel.unreadCount)
              : words.messages.unreadAbove(capped(channel.unreadCount))
            : words.messages.toLatest}
        </button>
      )}
    </div>
  );
}
