/** @jsxImportSource preact */
// The session of the panel, from when the first conversation is opened, and what is shown of it.

import type { ChannelView } from '../../core/protocol/generated';
import type { ServerEvent } from '../../core/protocol/events';
import type { LiveState } from '../../core/store/state';
import type { OrvaleChatWidget } from '../element';
import { BAD_TOKEN } from '../lines';
import { loginOf } from '../login';
import type { Context, ListState } from '../panel/context';
import { ring } from '../panel/ring';
import { Conversation } from './Conversation';
import type { LiveContext, ThreadPart } from './context';
import { lineOf } from './line';
import { acquire, release, type Lease } from './session';
import { statusOf } from './status';
import type { ConversationWords } from './words';

/** What the panel does for it. */
interface Surroundings {
  /** Called with every change of the state. */
  changed(chat: LiveState): void;
  heard(event: ServerEvent): void;
  /** Called with the conversations and their last messages, which the snapshot leaves out. */
  listed(channels: ChannelView[]): void;
}

/** What begins and ends the ringing. */
const CALLS = /^(in|call_[ade])/;

export class Live {
  readonly #lease: Lease;
  readonly #ends: (() => void)[];
  #known: unknown = null;
  /** What says that messages cannot be stored, once that is so. */
  #refused: typeof import('./refused') | null = null;
  #ended = false;

  constructor(
    private readonly widget: OrvaleChatWidget,
    private readonly words: ConversationWords,
    /** Whether the last messages are known already. */
    private previewed: boolean,
    private readonly panel: Surroundings,
  ) {
    this.#lease = acquire(widget);
    widget.hangUp();
    const { session } = this.#lease;
    this.#ends = [
      session.store.subscribe(this.#changed),
      session.listen((event) => {
        panel.heard(event);
        if (CALLS.test(event.name)) void ring(widget, event);
      }),
    ];
    this.#changed();
  }

  /** Whether it is the session of the login that the page has now. */
  isCurrent(): boolean {
    const { login, server } = this.#lease;
    return loginOf(this.widget) === login && this.widget.server === server;
  }

  /** Gives the session up: at once, or unless the panel comes back in a moment. */
  end(atOnce: boolean): void {
    this.#ends.forEach((end) => end());
    this.#ended = true;
    release(this.#lease, atOnce);
  }

  /** Loads what sends messages. Rejects if that cannot be fetched. */
  async prepare(): Promise<void> {
    const { sendFrom } = await import('./sending');
    sendFrom(this.#lease.session, async () => {
      this.#refused = await import('./refused').catch(() => null);
      this.#changed();
    });
  }

  retryNow(): void {
    this.#lease.session.retryNow();
  }

  /** What the session knows better than the list, which knows more people: those of last messages. */
  around(chat: LiveState, { people }: ListState): Partial<Context> {
    return {
      line: this.#lease.login === null ? BAD_TOKEN : lineOf(chat.phase),
      now: Date.now() + chat.clockOffsetMs,
      ...(chat.me && { state: { ...chat, people: { ...people, ...chat.people } } }),
    };
  }

  /** What the user must know whatever is shown. */
  notice() {
    return this.#refused?.notStored(this.widget.language ?? '');
  }

  status(context: Context, channel: ChannelView) {
    return statusOf(context, channel, this.#lease.session, this.words);
  }

  /** What the parts of a conversation are given. */
  context(context: Context, chat: LiveState, writing: LiveContext['writing']): LiveContext {
    return { ...context, state: chat, session: this.#lease.session, writing };
  }

  conversation(context: LiveContext, channel: ChannelView, visible: boolean, thread: ThreadPart | undefined) {
    return <Conversation key={`${channel.id} ${thread?.id}`} context={context} channel={channel} words={this.words} visible={visible} thread={thread} />;
  }

  #changed = (): void => {
    if (this.#ended) return;
    const chat = this.#lease.session.store.state;
    this.panel.changed(chat);
    // Until the snapshot is there nothing is known, except of nobody.
    const over = chat.phase.name === 'ended' || this.#lease.login === null;
    if ((chat.me !== null || over) && chat.channels !== this.#known) {
      this.#known = chat.channels;
      this.widget.show(Object.values(chat.channels).filter(({ active }) => active));
    }
    if (chat.phase.name === 'online' && !this.previewed) void this.#preview();
  };

  async #preview(): Promise<void> {
    this.previewed = true;
    try {
      const { items } = await this.#lease.session.rest.request('/api/chat/channels');
      if (!this.#ended) this.panel.listed(items);
    } catch {
      // The list then shows no previews until something is written.
      this.previewed = false;
    }
  }
}
