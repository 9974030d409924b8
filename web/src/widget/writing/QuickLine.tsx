/** @jsxImportSource preact */
// A line to write to one of the conversations without opening it. It sends over REST: a message stays in
// the line until the server has it.

import { Component } from 'preact';

import type { ChannelView } from '../../core/protocol/generated';
import type { RestReader } from '../../core/rest/reader';
import { channelKey } from '../../core/store/conversation';
import { markedTitle, recentChannels, titleOf } from '../../core/store/listing';
import { postingRight } from '../../core/store/selectors';
import { DEFAULT_LIMITS } from '../../core/store/slices/limits';
import { recall, remember } from '../memory';
import type { Context } from '../panel/context';
import { Composer } from './Composer';
import { wordsFor } from './words';

interface QuickLineProps {
  context: Context;
  /** The conversations that are listed; one that was chosen may have sunk below them. */
  listed: readonly ChannelView[];
  rest: RestReader;
}

interface QuickLineState {
  /** To whom the line writes while someone is at it, whatever arrives. */
  held: number | null;
  /** To whom it was told to write, or wrote last; until then to the latest conversation. */
  chosen: number | null;
  sentTo: string | null;
}

export class QuickLine extends Component<QuickLineProps, QuickLineState> {
  override state: QuickLineState = { held: null, chosen: Number(recall('to')) || null, sentTo: null };
  /** Under which key a message is sent, until it is: tried again it must not arrive twice. */
  #attempt = { message: '', key: '' };

  async #send({ id }: ChannelView, text: string, replyToId: number | null, name: string): Promise<void> {
    const message = `${id} ${text}`;
    if (message !== this.#attempt.message) this.#attempt = { message, key: `${Date.now()}-${Math.random()}` };
    await this.props.rest.request(`/api/chat/channels/${id}/messages`, {}, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': this.#attempt.key },
      body: JSON.stringify({ message: text, ...(replyToId !== null && { replyToId }) }),
    });
    this.#attempt = { message: '', key: '' };
    this.#choose(id, name);
  }

  /** From now on it writes there: a recipient that changes by itself sends words to the wrong people. */
  #choose(id: number, sentTo: string | null = null): void {
    remember('to', String(id));
    this.setState({ held: null, chosen: id, sentTo });
  }

  override render() {
    const { context, listed } = this.props;
    const { state, words } = context;
    const { held, chosen, sentTo } = this.state;
    const spoken = wordsFor(words.locale);
    const kept = held ?? chosen;
    const writable = recentChannels(state).filter(
      (channel) => (listed.includes(channel) || channel.id === kept) && postingRight(channel, state.permissions) === 'allowed',
    );
    const recipient = writable.find(({ id }) => id === kept) ?? writable[0];
    if (recipient === undefined) return null;
    const nameOf = (channel: ChannelView): string => {
      const title = titleOf(channel, state, words.notes);
      return markedTitle(channel, title);
    };
    return (
      <div class="quick">
        <label>
          {spoken.to}{' '}
          <select
            value={String(recipient.id)}
            onChange={(event) => this.#choose(Number(event.currentTarget.value))}
          >
            {writable.map((channel) => (
              <option key={channel.id} value={String(channel.id)}>
                {nameOf(channel)}
              </option>
            ))}
          </select>
        </label>
        <span role="status">{sentTo !== null && spoken.sent(sentTo)}</span>
        <Composer
          key={recipient.id}
          words={words}
          me={state.me?.username ?? ''}
          conversation={channelKey(recipient.id)}
          limit={DEFAULT_LIMITS.messageCharacters}
          placeholder={spoken.quick}
          onSend={(text, replyToId) => this.#send(recipient, text, replyToId, nameOf(recipient))}
          onHold={(hold) => this.setState({ held: hold ? recipient.id : null })}
        />
      </div>
    );
  }
}
