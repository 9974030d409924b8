// What a line of a team's channel says about a ticket to whoever may see it, and what many changes at once were.

import { useCallback, useEffect, useId, useState, useSyncExternalStore, type ReactNode } from 'react';

import type { TicketNotice } from '../../core/protocol/generated';
import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import { noticesBetween, ticketNoticesOf, type NoticeState } from '../../core/session/ticket-notices';
import { ticketsOf } from '../../core/session/tickets';
import { nameOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import type { TicketNoticeProps } from '../../shared/registry/registry';
import { Button } from '../../shared/ui/Button';
import { PersonLink } from '../../shared/ui/PersonLink';
import { useWords } from './card-words';
import { noticed, PERSON, TICKET } from './noticed';
import styles from './NoticeText.module.css';
import { TicketLink } from './TicketLink';
import { useTeamName } from './useTeamName';

export function NoticeText({ message, plain }: TicketNoticeProps) {
  const { event, notice, lastNotice, ticket = '' } = message.system ?? {};
  if (notice === undefined) return plain;
  if (event === 'ticket_digest') return <Digest channelId={message.channelId} first={notice} last={lastNotice ?? notice} count={message.system?.count ?? 0} plain={plain} />;
  return <OneNotice channelId={message.channelId} id={notice} ticket={ticket} plain={plain} />;
}

interface OneNoticeProps {
  channelId: number;
  id: number;
  ticket: string;
  plain: ReactNode;
}

function OneNotice({ channelId, id, ticket, plain }: OneNoticeProps) {
  const notice = useNotice(channelId, id, ticket);
  return typeof notice === 'object' ? <Sentence notice={notice} /> : plain;
}

function useNotice(channelId: number, id: number, ticket: string): NoticeState {
  const notices = ticketNoticesOf(useSession());
  useEffect(() => notices.watch(channelId, id, ticket), [notices, channelId, id, ticket]);
  return useSyncExternalStore(
    notices.subscribe,
    useCallback(() => notices.state(channelId, id), [notices, channelId, id]),
  );
}

function Sentence({ notice }: { notice: TicketNotice }) {
  const words = useWords();
  const people = useChat((state) => state.people);
  const teamName = useTeamName();
  const parts = noticed(notice, teamName, words).split(/([\uE000\uE001][^\uE002]*\uE002)/u);
  return parts.map((part, index) => {
    const inner = part.slice(1, -1);
    // The same sentence always falls into the same pieces.
    const key = `${index}`;
    if (part.startsWith(PERSON)) return <Person key={key} username={inner} name={nameOf(people, inner)} known={Object.hasOwn(people, inner)} />;
    if (!part.startsWith(TICKET)) return part;
    return (
      <TicketLink key={key} number={notice.number} className={styles.ticket}>
        <span className={styles.number}>{notice.number}</span> {notice.title}
      </TicketLink>
    );
  });
}

/** Whoever wrote to Orvale without an account has no card. */
function Person({ username, name, known }: { username: string; name: string; known: boolean }) {
  if (!known) return <span className={styles.name}>{name}</span>;
  return (
    <PersonLink username={username} className={styles.name}>
      {name}
    </PersonLink>
  );
}

interface DigestProps {
  channelId: number;
  first: number;
  last: number;
  count: number;
  plain: ReactNode;
}

function Digest({ plain, ...span }: DigestProps) {
  const { tickets } = useWords();
  const [open, setOpen] = useState(false);
  const listId = useId();
  return (
    <>
      {plain}{' '}
      <button type="button" className={styles.toggle} aria-expanded={open} aria-controls={open ? listId : undefined} onClick={() => setOpen(!open)}>
        {open ? tickets.hideChanges : tickets.showChanges}
      </button>
      {open && <Changes id={listId} {...span} />}
    </>
  );
}

function Changes({ id, channelId, first, last, count }: Omit<DigestProps, 'plain'> & { id: string }) {
  const words = useWords();
  const { items, next, error, more, retry } = useNotices(channelId, first, last);
  const hidden = count - items.length;
  return (
    <span id={id} className={styles.changes} aria-busy={next !== null && error === null}>
      <span role="list">
        {items.map((notice) => (
          <span key={notice.id} role="listitem">
            <Sentence notice={notice} />
          </span>
        ))}
      </span>
      {error !== null && (
        <span role="alert">
          {words.errors[error]}{' '}
          <Button size="small" onClick={retry}>
            {words.retry}
          </Button>
        </span>
      )}
      {next !== null && next !== first && error === null && (
        <Button size="small" onClick={more}>
          {words.tickets.showMore}
        </Button>
      )}
      {next === null && hidden > 0 && <span>{words.tickets.unseenChanges(hidden)}</span>}
    </span>
  );
}

/** The notices of a span, as far as the user has read on, as the server has them now. */
function useNotices(channelId: number, first: number, last: number) {
  const session = useSession();
  const [{ items, next }, set] = useState<{ items: readonly TicketNotice[]; next: number | null }>({ items: [], next: first });
  const [error, setError] = useState<ErrorCode | null>(null);
  const [round, setRound] = useState(0);
  /** Up to where the user wants to read. */
  const [pages, setPages] = useState(1);
  const retry = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => ticketsOf(session).onChange(retry), [session, retry]);
  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      const found: TicketNotice[] = [];
      let from: number | null = first;
      for (let page = 0; page < pages && from !== null; page += 1) {
        // Each says where the next one begins.
        // oxlint-disable-next-line no-await-in-loop
        const part: Awaited<ReturnType<typeof noticesBetween>> = await noticesBetween(session, channelId, from, last);
        found.push(...part.items);
        from = part.next;
      }
      if (current) set({ items: found, next: from });
    };
    load().then(
      () => (current ? setError(null) : undefined),
      (thrown: unknown) => (current ? setError(asChatError(thrown).code) : undefined),
    );
    return () => {
      current = false;
    };
  }, [session, channelId, first, last, pages, round]);
  return { items, next, error, more: () => setPages(pages + 1), retry };
}
