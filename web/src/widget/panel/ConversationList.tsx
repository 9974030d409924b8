/** @jsxImportSource preact */
// The latest conversations, and whatever is unread.

import type { ComponentChildren } from 'preact';

import type { ChannelView } from '../../core/protocol/generated';
import { badgeOf, isUnread, nameOf, partnersOf, presenceOf, recentChannels, titleOf } from '../../core/store/listing';
import { ONLINE } from '../lines';
import { Dot } from './Dot';
import { Mark } from './Mark';
import { gistOf } from './gist';
import { lastMessageOf, pageLink, type Context } from './context';
import type { Overview } from './overview';
import { age } from './times';

type Writing = typeof import('../writing/writing');

/** So many of the latest are listed, and whatever is unread: what the badge counts must be found here. */
const SHOWN = 5;

interface ListProps {
  context: Context;
  /** What it takes to write, once it is loaded. */
  writing: Writing | null;
  rest: Overview['rest'];
  /** What stands above the conversations. */
  children: ComponentChildren;
}

export function ConversationList({ context, writing, rest, children }: ListProps) {
  const { state, words, page, show } = context;
  if (!state.me) return <Skeleton label={words.loading} />;
  const channels = recentChannels(state)
    .filter(({ hidden }) => !hidden)
    .filter((channel, index) => index < SHOWN || isUnread(channel));
  return (
    <>
      <div class="scroll">
        {children}
        {channels.length === 0 ? (
          <p class="middle">{words.none}</p>
        ) : (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the rows are buttons; arrows only walk among them
          <ul aria-label={words.recent} onKeyDown={walk}>
            {channels.map((channel, index) => (
              <li key={channel.id}>
                <Row context={context} channel={channel} first={index === 0} onOpen={() => show(channel.id)} />
              </li>
            ))}
          </ul>
        )}
        <a class="link all" {...pageLink(page)}>
          {channels.length === 0 ? words.browse : words.all}
        </a>
      </div>
      {writing !== null && <writing.QuickLine context={context} listed={channels} rest={rest} />}
    </>
  );
}

function walk(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const rows = [...(event.currentTarget as Element).querySelectorAll('button')];
  rows[rows.indexOf(event.target as HTMLButtonElement) + step]?.focus();
  event.preventDefault();
}

interface RowProps {
  context: Context;
  channel: ChannelView;
  first: boolean;
  onOpen(): void;
}

function Row({ context, channel, first, onOpen }: RowProps) {
  const { state, words, now, line } = context;
  const last = lastMessageOf(context, channel);
  const badge = badgeOf(channel);
  const [partner, ...others] = partnersOf(channel, state.me);
  const single = channel.type === 'direct' && partner && !channel.group;
  const status = single && line <= ONLINE ? presenceOf(state, partner).status : null;
  const count = channel.unreadCount > 99 ? '99+' : channel.unreadCount;
  return (
    <button type="button" class={isUnread(channel) ? 'row unread' : 'row'} data-focus={first || undefined} onClick={onOpen}>
      <span class="sign">
        {status ? <Dot status={status} label={words.presence[status]} /> : channel.type !== 'direct' ? <Mark channel={channel} /> : !single && <b aria-hidden="true">{others.length + 1}</b>}
      </span>
      <span class="what">
        <span class="who">{titleOf(channel, state, words.notes)}</span>
        {last && <span class="last">{previewOf(context, channel, last)}</span>}
      </span>
      <span class="when">
        {channel.lastMessageAt && age(channel.lastMessageAt, now, words)}
        {isUnread(channel) && (
          <span class={badge ? 'count' : 'count quiet'} role="img" aria-label={words.unread(count)}>
            {badge > 99 ? '99+' : badge || ''}
          </span>
        )}
      </span>
    </button>
  );
}

function previewOf({ state, words }: Context, channel: ChannelView, last: NonNullable<ChannelView['lastMessage']>): string {
  if (last.deletedAt) return words.deleted;
  const name = (username: string): string => nameOf(state.people, username);
  const text = gistOf(last, name) || last.file?.name || last.ticketReference || (last.forwardedFrom ? words.forwarded : '');
  const mine = last.userId === state.me?.username;
  if (last.type === 'system' || (channel.type === 'direct' && !mine)) return text;
  return `${mine ? words.you : name(last.userId)}: ${text}`;
}

function Skeleton({ label }: { label: string }) {
  return (
    <div class="scroll" role="status" aria-label={label}>
      <div class="skeleton" />
      <div class="skeleton" />
      <div class="skeleton" />
    </div>
  );
}
