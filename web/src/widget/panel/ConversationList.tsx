/** @jsxImportSource preact */
// The latest conversations, and a line to write to one of them without opening it.

import { Component } from 'preact';

import type { ChannelView } from '../../core/protocol/generated';
import { badgeOf, nameOf, partnersOf, presenceOf, postingRight, recentChannels, titleOf } from '../../core/store/selectors';
import { Composer } from './Composer';
import { Dot } from './Dot';
import { lastMessageOf, pageLink, type Context } from './context';
import { age } from './times';

const SHOWN = 5;

interface ListProps {
  context: Context;
  /** Called when someone is about to open a conversation. */
  onApproach(): void;
}

interface ListState {
  /** To whom the line writes while someone is at it, whatever arrives. */
  held: number | null;
  /** To whom it was told to write; else to the latest conversation. */
  chosen: number | null;
  sentTo: string | null;
}

export class ConversationList extends Component<ListProps, ListState> {
  override state: ListState = { held: null, chosen: null, sentTo: null };

  #walk = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const rows = [...(event.currentTarget as Element).querySelectorAll('button')];
    rows[rows.indexOf(event.target as HTMLButtonElement) + step]?.focus();
    event.preventDefault();
  };

  override render() {
    const { context, onApproach } = this.props;
    const { state, words, page, show } = context;
    if (state.me === null) return <Skeleton label={words.loading} />;
    const recent = recentChannels(state);
    const channels = recent.slice(0, SHOWN);
    const { held, chosen, sentTo } = this.state;
    const kept = held ?? chosen;
    // The one that is kept may have sunk below the others.
    const writable = recent.filter(
      (channel, index) => (index < SHOWN || channel.id === kept) && postingRight(channel, state.permissions) === 'allowed',
    );
    const recipient = writable.find(({ id }) => id === kept) ?? writable[0];
    const nameOfChannel = (channel: ChannelView): string => {
      const title = titleOf(channel, state.people, state.me);
      return channel.type === 'direct' ? title : `#${title}`;
    };
    return (
      <>
        <div class="scroll">
          {channels.length === 0 ? (
            <div class="middle">
              <p>{words.none}</p>
              <a class="primary" {...pageLink(page, null)}>
                {words.browse}
              </a>
            </div>
          ) : (
            <>
              {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the rows are buttons; arrows only walk among them */}
              <ul aria-label={words.recent} onKeyDown={this.#walk} onPointerOver={onApproach}>
                {channels.map((channel, index) => (
                  <li key={channel.id}>
                    <Row context={context} channel={channel} first={index === 0} onOpen={() => show(channel.id)} />
                  </li>
                ))}
              </ul>
              <a class="link all" {...pageLink(page, null)}>
                {words.all}
              </a>
            </>
          )}
        </div>
        {recipient !== undefined && (
          <div class="quick">
            <label>
              {words.to}{' '}
              <select
                value={recipient.id}
                onChange={(event) => this.setState({ held: null, chosen: Number(event.currentTarget.value), sentTo: null })}
              >
                {writable.map((channel) => (
                  <option key={channel.id} value={channel.id}>
                    {nameOfChannel(channel)}
                  </option>
                ))}
              </select>
            </label>
            <span role="status">{sentTo !== null && words.sent(sentTo)}</span>
            <Composer
              key={recipient.id}
              context={context}
              channelId={recipient.id}
              placeholder={words.quick}
              onSent={() => this.setState({ chosen: null, sentTo: nameOfChannel(recipient) })}
              onHold={(hold) => this.setState({ held: hold ? recipient.id : null })}
            />
          </div>
        )}
      </>
    );
  }
}

interface RowProps {
  context: Context;
  channel: ChannelView;
  first: boolean;
  onOpen(): void;
}

function Row({ context, channel, first, onOpen }: RowProps) {
  const { state, words, now } = context;
  const last = lastMessageOf(context, channel);
  const badge = badgeOf(channel);
  const [partner, ...others] = partnersOf(channel, state.me);
  const single = channel.type === 'direct' && partner !== undefined && others.length === 0;
  const status = single ? presenceOf(state, partner).status : null;
  const count = channel.unreadCount > 99 ? '99+' : String(channel.unreadCount);
  return (
    <button type="button" class={channel.unreadCount > 0 ? 'row unread' : 'row'} data-focus={first || undefined} onClick={onOpen}>
      <span class="sign">
        {status === null ? <b aria-hidden="true">{channel.type === 'direct' ? others.length + 1 : '#'}</b> : <Dot status={status} label={words.presence[status]} />}
      </span>
      <span class="what">
        <span class="who">{titleOf(channel, state.people, state.me)}</span>
        {last !== null && <span class="last">{previewOf(context, channel, last)}</span>}
      </span>
      <span class="when">
        {channel.lastMessageAt !== null && <time>{age(channel.lastMessageAt, now, words)}</time>}
        {channel.unreadCount > 0 && (
          <span class={badge > 0 ? 'count' : 'count quiet'} role="img" aria-label={words.unread(count)}>
            {badge > 99 ? '99+' : badge > 0 ? badge : ''}
          </span>
        )}
      </span>
    </button>
  );
}

function previewOf({ state, words }: Context, channel: ChannelView, last: NonNullable<ChannelView['lastMessage']>): string {
  if (last.deletedAt !== null) return words.deleted;
  const text = last.text.replace(/[*_~`]+/g, '').slice(0, 100) || last.file?.name || last.ticketReference || '';
  const mine = last.userId === state.me?.username;
  if (last.type === 'system' || (channel.type === 'direct' && !mine)) return text;
  return `${mine ? words.you : nameOf(state.people, last.userId)}: ${text}`;
}

function Skeleton({ label }: { label: string }) {
  return (
    <div class="scroll" role="status" aria-label={label}>
      {[0, 1, 2].map((row) => (
        <div key={row} class="skeleton" />
      ))}
    </div>
  );
}
