// The conversation of a ticket beside it, or the way to open one.

import { mdiForumOutline } from '@mdi/js';
import { useEffect, useState } from 'react';

import type { ChannelView, TicketCard } from '../../core/protocol/generated';
import { openRoom } from '../../core/session/ticket-room';
import { channelKey } from '../../core/store/conversation';
import { useSession } from '../../shared/hooks/client';
import { ConversationScope } from '../../shared/hooks/view/conversation';
import { useNavigate, useNotify, useView } from '../../shared/hooks/view/view';
import { useRegistry } from '../../shared/registry/registry';
import { Button } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { useWords } from './card-words';
import { ReadsAlong } from './ReadsAlong';
import column from './TicketsColumn.module.css';
import styles from './TicketTalk.module.css';

interface TicketTalkProps {
  ticket: TicketCard;
  /** `undefined` while the user is not in it. */
  room: ChannelView | undefined;
}

export function TicketTalk({ ticket, room }: TicketTalkProps) {
  const { tickets } = useWords();
  return (
    <section className={styles.talk} aria-label={tickets.conversation}>
      {room === undefined ? <Closed ticket={ticket} /> : <Room ticket={ticket} channel={room} />}
    </section>
  );
}

function Room({ ticket, channel }: { ticket: TicketCard; channel: ChannelView }) {
  const { Messages, Composer } = useRegistry().views;
  useFollowPane(channel.id);
  useKeptFocus();
  return (
    <ConversationScope conversation={channelKey(channel.id)}>
      {Messages !== undefined && <Messages channel={channel} title={channel.name} />}
      <ReadsAlong ticket={ticket} />
      {Composer !== undefined && <Composer key={channel.id} channel={channel} title={channel.name} />}
    </ConversationScope>
  );
}

/** A pane that stands beside a conversation, such as a thread, has its place where the conversation is the page. */
function useFollowPane(channelId: number): void {
  const { panes } = useRegistry();
  const navigate = useNavigate();
  const pane = useView((view) => view.pane);
  const [before] = useState(pane);
  useEffect(() => {
    if (pane === null || pane === before || panes[pane.name]?.anywhere === true) return;
    navigate({ channelId, seq: null }, 'new', pane);
  }, [pane, before, panes, navigate, channelId]);
}

/** Whoever came to a ticket by keyboard stays at its heading, from which Escape leads back; the box would take the focus. */
function useKeptFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus();
  }, [before]);
}

function Closed({ ticket }: { ticket: TicketCard }) {
  const { tickets } = useWords();
  const session = useSession();
  const notify = useNotify();
  const [busy, setBusy] = useState(false);
  async function open(): Promise<void> {
    setBusy(true);
    try {
      await openRoom(session, ticket.number);
    } catch (thrown) {
      notify.failure(thrown);
    }
    setBusy(false);
  }
  return (
    <div className={column.none}>
      <Icon path={mdiForumOutline} size={32} />
      <p>{tickets.notInRoom}</p>
      <ReadsAlong ticket={ticket} before />
      <Button variant="outlined" disabled={busy} onClick={() => void open()}>
        {tickets.openRoom}
      </Button>
    </div>
  );
}
