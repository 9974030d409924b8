// Every public channel, to look at or to join; and those that were archived, to be found again.

import { mdiCheck } from '@mdi/js';
import { useRef, useState } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import type { Page } from '../../core/rest/client';
import { allPages } from '../../core/session/listing';
import { useSession } from '../../shared/hooks/client';
import { byName } from '../../shared/hooks/sections';
import { usePages } from '../../shared/hooks/usePages';
import { useNavigate, useNotify } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { ChannelMark } from '../../shared/ui/ChannelMark';
import { Choices } from '../../shared/ui/Choices';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { Icon } from '../../shared/ui/Icon';
import styles from './BrowseDialog.module.css';
import { useWords } from './dialog-words';

type Which = 'live' | 'unjoined' | 'archived';
type Order = 'name' | 'size' | 'newest';

const ORDERS: Readonly<Record<Order, (one: ChannelView, other: ChannelView) => number>> = {
  name: (one, other) => byName.compare(one.name, other.name),
  size: (one, other) => other.memberCount - one.memberCount || ORDERS.name(one, other),
  newest: (one, other) => other.createdAt - one.createdAt,
};

/** So many are shown at once. */
const SHOWN = 100;

export function BrowseDialog() {
  const words = useWords();
  const [query, setQuery] = useState('');
  const [which, setWhich] = useState<Which>('live');
  const [order, setOrder] = useState<Order>('name');
  const { cut, ...pages } = useFound(query.trim(), which, order);
  const { look, join } = useOpening();
  return (
    <DialogFrame title={words.browse.title} width={600}>
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        className={frame.field}
        type="search"
        aria-label={words.browse.placeholder}
        placeholder={words.browse.placeholder}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <div className={styles.bar}>
        <Choices<Which>
          title={words.browse.which}
          value={which}
          onChange={setWhich}
          options={(['live', 'unjoined', 'archived'] as const).map((each) => [each, words.browse[each]])}
        />
        <label className={styles.order}>
          {words.browse.order}
          <select className={frame.field} value={order} onChange={(event) => setOrder(event.target.value as Order)}>
            {(Object.keys(ORDERS) as Order[]).map((each) => (
              <option key={each} value={each}>
                {words.browse.orders[each]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div role="status">{cut !== null && <p className={frame.hint}>{words.browse.cut(new Intl.NumberFormat(words.locale).format(cut))}</p>}</div>
      <div className={frame.results}>
        {pages.error !== null && (
          <div className={frame.problem} role="alert">
            {words.errors[pages.error]} <Button onClick={pages.refresh}>{words.retry}</Button>
          </div>
        )}
        {!pages.loading && pages.error === null && pages.items.length === 0 && <p className={frame.none}>{words.browse.none[which]}</p>}
        <ul className={frame.list} aria-busy={pages.loading}>
          {pages.items.map((channel) => (
            <Row key={channel.id} channel={channel} onLook={() => look(channel)} onJoin={() => void join(channel)} />
          ))}
        </ul>
        {pages.more !== null && <Button onClick={pages.more}>{words.browse.more}</Button>}
      </div>
    </DialogFrame>
  );
}

/**
 * The server lists them by name alone: all of them are fetched, so that another order is right from its first row on.
 * `cut` is how many there are here if the server has more.
 */
function useFound(query: string, which: Which, order: Order) {
  const session = useSession();
  const all = useRef<readonly ChannelView[]>([]);
  const key = `${which} ${order} ${query}`;
  const latest = useRef(key);
  const [cut, setCut] = useState<number | null>(null);
  const pages = usePages(key, async (cursor): Promise<Page<ChannelView>> => {
    if (cursor === undefined) {
      latest.current = key;
      let last: Page<ChannelView> | undefined;
      const found = await allPages(session, async (next) => (last = await session.channel.browse(query, next, which === 'archived')));
      // An answer that comes late belongs to another list.
      if (latest.current !== key) return { items: [] };
      setCut(last?.next == null ? null : (found?.length ?? null));
      all.current = (found ?? []).filter(({ role }) => which !== 'unjoined' || role === null).toSorted(ORDERS[order]);
    }
    const from = Number(cursor ?? 0);
    const end = from + SHOWN;
    return { items: all.current.slice(from, end), ...(end < all.current.length && { next: String(end) }) };
  });
  return { ...pages, cut };
}

function useOpening() {
  const session = useSession();
  const navigate = useNavigate();
  const notify = useNotify();
  return {
    look(channel: ChannelView): void {
      session.channel.preview(channel);
      navigate({ channelId: channel.id, seq: null });
    },
    async join(channel: ChannelView): Promise<void> {
      try {
        await session.join(channel.id);
        navigate({ channelId: channel.id, seq: null });
      } catch (thrown) {
        notify.failure(thrown);
      }
    },
  };
}

function Row({ channel, onLook, onJoin }: { channel: ChannelView; onLook(): void; onJoin(): void }) {
  const words = useWords();
  const { name, description, memberCount, role, active } = channel;
  return (
    // The button is the way by keyboard.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <li
      className={`${frame.row} ${frame.opens} ${styles.row}`}
      onClick={(event) => {
        if ((event.target as Element).closest('button') === null) onLook();
      }}
    >
      <ChannelMark channel={channel} />
      <span className={frame.rowWords}>
        <button type="button" className={styles.name} aria-label={`${words.open}: ${name}`} onClick={onLook}>
          {name}
        </button>
        <small>
          {role !== null && (
            <span className={styles.joined}>
              <Icon path={mdiCheck} size={14} />
              {words.browse.joined}
            </span>
          )}
          {words.channel.members(memberCount)}
          {description !== '' && ` · ${description}`}
        </small>
      </span>
      {role === null && active && (
        <Button size="small" variant="outlined" className={styles.join} onClick={onJoin} aria-label={`${words.channel.join}: ${name}`}>
          {words.channel.join}
        </Button>
      )}
    </li>
  );
}
