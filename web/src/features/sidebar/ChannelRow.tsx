// One conversation in the sidebar: bold when unread, a number when it is about the user, a warning when a message was not sent.

import { mdiAlertCircleOutline, mdiBellOffOutline } from '@mdi/js';
import { useEffect, useRef } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import { channelKey } from '../../core/store/conversation';
import { isUnread } from '../../core/store/selectors';
import { badgeWithKeywords } from '../../core/store/slices/notifications';
import { useIsAdded } from '../../shared/hooks/added';
import { useChat } from '../../shared/hooks/client';
import { useBegun } from '../../shared/hooks/useBegun';
import { useNow } from '../../shared/hooks/useNow';
import { useConversationMenu } from '../../shared/hooks/useConversationMenu';
import { capped } from '../../shared/words/capped';
import { untilTime } from '../../shared/words/times';
import { Icon } from '../../shared/ui/Icon';
import { Name } from '../../shared/ui/Name';
import { ChannelMark } from '../../shared/ui/ChannelMark';
import { useRegistry } from '../../shared/registry/registry';
import { useNavigate } from '../../shared/hooks/view/view';
import { useWords } from './words';
import { sidebarTitle } from '../../shared/hooks/sections';
import styles from './ChannelSidebar.module.css';

interface ChannelRowProps {
  channel: ChannelView;
  selected: boolean;
  /** True for the one row that is a stop of the Tab key. */
  isStop: boolean;
}

export function ChannelRow({ channel, selected, isStop }: ChannelRowProps) {
  const words = useWords();
  const navigate = useNavigate();
  const title = useChat((state) => sidebarTitle(state, channel, words.notes));
  const openMenu = useConversationMenu();
  const { CallMark } = useRegistry().views;
  const row = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const badge = useChat((state) => badgeWithKeywords(state, channel));
  const added = useIsAdded(channel.id);
  const unread = isUnread(channel);
  const failed = useChat(({ outgoing }) => outgoing.some(({ channelId, status }) => channelId === channel.id && status === 'failed'));
  const draft = useBegun(channelKey(channel.id));
  return (
    <li>
      <a
        ref={row}
        data-stop="row"
        data-channel={channel.id}
        data-unread={unread || undefined}
        tabIndex={isStop ? 0 : -1}
        href={`/chat/c/${channel.id}`}
        className={`${styles.row} ${selected ? styles.selected : ''} ${(unread && !channel.muted) || added ? styles.unread : ''} ${channel.muted ? styles.muted : ''}`}
        aria-current={selected ? 'page' : undefined}
        onPointerEnter={(event) => nameInFull(event.currentTarget, title)}
        onContextMenu={(event) => {
          event.preventDefault();
          openMenu(channel.id, event.currentTarget);
        }}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          navigate({ channelId: channel.id, seq: null });
        }}
      >
        <ChannelMark channel={channel} />
        <span className={styles.title}>
          <Name of={channel.members}>{title}</Name>
        </span>
        {CallMark !== undefined && <CallMark channel={channel} />}
        {channel.muted && <MutedMark until={channel.mutedUntil} />}
        {failed && <Mark icon={mdiAlertCircleOutline} said={words.sidebar.failed} failed />}
        {!selected && draft && <span className={styles.draft}>{words.sidebar.draft}</span>}
        {added && <span className={styles.added}>{words.sidebar.added}</span>}
        {unread && badge === 0 && (
          <span className="visually-hidden">{words.channel.unread(capped(channel.unreadCount))}</span>
        )}
        {badge > 0 && (
          <span className={styles.badge}>
            <span aria-hidden="true">{capped(badge)}</span>
            <span className="visually-hidden">{words.sidebar.mentions(capped(badge))}</span>
          </span>
        )}
      </a>
    </li>
  );
}

/** A name that is cut off, e.g. of a group, is said in full by the pointer. */
function nameInFull(row: HTMLElement, title: string): void {
  const cut = row.querySelector(`.${styles.title}`);
  row.title = cut !== null && cut.scrollWidth > cut.clientWidth ? title : '';
}

function MutedMark({ until }: { until: number | null }) {
  const words = useWords();
  const now = useNow();
  return <Mark icon={mdiBellOffOutline} said={until === null ? words.sidebar.muted : words.sidebar.mutedUntil(untilTime(until, now, words))} />;
}

function Mark({ icon, said, failed }: { icon: string; said: string; failed?: true }) {
  return (
    <span className={`${styles.rowMark} ${failed ? styles.failedMark : ''}`} title={said}>
      <Icon path={icon} size={14} />
      <span className="visually-hidden">{said}</span>
    </span>
  );
}
