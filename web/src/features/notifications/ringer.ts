// Makes the user notice what the server says they should: a sound, and a notification outside the page. Once for
// all tabs and devices, not for what is being read, last where the user is at another device, and never more than a
// few at a time.

import { plainText } from '../../core/formatting/plain';
import type { Message, Notification, UserPosition } from '../../core/protocol/generated';
import type { ServerEvent } from '../../core/protocol/events';
import type { ChatSession } from '../../core/session/session';
import type { ChatState } from '../../core/store/state';
import { channelKey } from '../../core/store/conversation';
import { READ_WITH_MESSAGE } from '../../core/session/notifications';
import { postingRight, presenceOf } from '../../core/store/selectors';
import { namedIn } from '../../shared/words/gist';
import { formatRoute } from '../../shared/hooks/view/route';
import { OF_THREAD } from '../../shared/hooks/view/thread-address';
import { Desktop } from './desktop';
import { desktopPermission } from './permission';
import { playSound } from './sound';
import type { Spot, ToPage } from './worker-messages';

export type Received = Notification & UserPosition;

/** What the page around it knows. */
export interface Around {
  /** True if the window has the focus and shows this conversation. */
  isOpen(spot: Spot): boolean;
  open(spot: Spot | null): void;
  /** What a notification says; `many` stands for several. */
  title(received: Received): string;
  many(count: number): string;
  readonly reply: { label: string; placeholder: string };
}

/** Long enough for a window that is being read in, here or on another device, to have said so. */
const SETTLED_MS = 600;
/** A tab that may make a sound, or show something outside the page, goes before one that may not. */
const UNABLE_MS = 300;
/** Nobody has touched this page for so long. */
const IDLE_MS = 120_000;
/** Whoever is at another device hears of it there first, and has this long to read it. */
const ELSEWHERE_MS = 15_000;
/** So much longer does an untouched page wait where nothing says whether the user is at another device. */
const UNTOUCHED_MS = 2000;
/** A claim of a device that ends right after it is void. Whoever came too late asks once more after so long. */
const AGAIN_MS = 8000;
/** More than these at once are one. */
const MOST_AT_ONCE = 3;

export class Ringer {
  readonly #session: ChatSession;
  readonly #around: () => Around;
  readonly #desktop = new Desktop((message) => this.#take(message));
  #pending: Received[] = [];
  /** What another tab or device has claimed, until this one asks once more. */
  readonly #late = new Set<Received>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(session: ChatSession, around: () => Around) {
    this.#session = session;
    this.#around = around;
  }

  /** Returns a function that ends it, and takes away what it shows. */
  start(): () => void {
    const unlisten = this.#session.listen((event) => this.#happened(event));
    const end = this.#desktop.start();
    return () => {
      this.#ended = true;
      unlisten();
      clearTimeout(this.#timer);
      this.#late.clear();
      end();
    };
  }

  #happened({ name, data }: ServerEvent): void {
    if (name === 'notification') this.#received(data);
    else if (name === 'notifications_read' || name === 'notifications_removed') this.#gone(data.seqs);
    else if (name === 'message_updated') this.#changed(data.message);
    else if (name === 'channel_left') this.#left(data.channelId);
  }

  #gone(gone: readonly number[]): void {
    const seqs = new Set(gone);
    this.#forget(({ seq }) => seqs.has(seq));
    const tags = new Set(gone.map((seq) => this.#tag(seq)));
    void this.#desktop.close(({ tag }) => tags.has(tag) || tag === this.#tag('many')).catch(() => undefined);
  }

  /** What is shown of a message that was edited has its new text, without a sound. */
  #changed(message: Message): void {
    const body = textOf(message, this.#session.store.state);
    void this.#desktop.rewrite(({ carried }) => carried?.spot?.messageId === message.id, body, this.#around().reply).catch(() => undefined);
  }

  /** Nothing is shown of a conversation that the user has lost. A reminder is still due, without its message. */
  #left(channelId: number): void {
    this.#forget((received) => received.channelId === channelId && received.kind !== 'reminder');
    void this.#desktop.close(({ carried }) => carried?.spot?.channelId === channelId).catch(() => undefined);
  }

  #forget(isGone: (received: Received) => boolean): void {
    this.#pending = this.#pending.filter((received) => !isGone(received));
    for (const received of this.#late) if (isGone(received)) this.#late.delete(received);
  }

  #received(received: Received): void {
    // Quiet hours, or read meanwhile.
    if (received.silent === true || received.read === true) return;
    // A reminder was asked for, wherever one is by then.
    if (received.kind !== 'reminder' && this.#around().isOpen(received)) {
      // The other tabs and devices need not make noise either.
      void this.#claim([received.seq]);
      return;
    }
    this.#pending.push(received);
    if (this.#pending.length > 1) return;
    const touched = document.hasFocus() || navigator.userActivation?.hasBeenActive !== false;
    const able = touched && desktopPermission() === 'granted';
    this.#timer = setTimeout(() => void this.#ring().catch(() => undefined), SETTLED_MS + (able ? 0 : UNABLE_MS) + this.#untouchedMs());
  }

  /** How much longer a page waits that nobody touches: a status that was chosen does not say where the user is. */
  #untouchedMs(): number {
    const { state } = this.#session.store;
    if (Date.now() - this.#session.activity.lastAt <= IDLE_MS) return 0;
    return presenceOf(state, state.me?.username ?? '').status === 'online' ? ELSEWHERE_MS : UNTOUCHED_MS;
  }

  async #ring(): Promise<void> {
    const late = await this.#makeKnown(this.#pending.splice(0));
    for (const received of late) this.#late.add(received);
    setTimeout(() => void this.#makeKnown(late.filter((received) => this.#late.delete(received))).catch(() => undefined), AGAIN_MS);
  }

  /** Makes known what no other tab or device does, and returns what one does. */
  async #makeKnown(waiting: readonly Received[]): Promise<Received[]> {
    const unread = waiting.filter((received) => !this.#isRead(received));
    if (unread.length === 0) return [];
    const claims = await this.#claim(unread.map(({ seq }) => seq));
    // Whoever is signed in by now is to hear nothing of it.
    if (this.#ended) return [];
    await this.#notify(unread.filter(({ seq }) => claims.has(seq)));
    return unread.filter(({ seq }) => !claims.has(seq));
  }

  async #notify(claimed: readonly Received[]): Promise<void> {
    if (claimed.length === 0) return;
    const { preferences } = this.#session.store.state;
    if (preferences?.sound !== false) playSound();
    if (preferences?.desktop === false) return;
    if (claimed.length > MOST_AT_ONCE) await this.#showMany(claimed.length);
    else await Promise.all(claimed.map((received) => this.#show(received)));
  }

  /** Those that no other tab or device has claimed; all where the server cannot say: twice is better than never. */
  async #claim(seqs: readonly number[]): Promise<ReadonlySet<number>> {
    try {
      return await (await this.#session.notifications()).claim(seqs);
    } catch {
      return new Set(seqs);
    }
  }

  /** What is read here was read before the server says so. */
  #isRead({ kind, channelId = 0, messageSeq = 0, threadId }: Received): boolean {
    return (READ_WITH_MESSAGE.has(kind) || kind === 'missed_call') && threadId === undefined && messageSeq > 0 && messageSeq <= (this.#session.store.state.channels[channelId]?.lastReadSeq ?? 0);
  }

  async #show(received: Received): Promise<void> {
    const { kind, channelId, messageId, messageSeq, threadId, ticket } = received;
    const message = messageId === undefined ? null : await this.#message(messageId);
    if (message !== null && message.deletedAt !== null) return;
    const around = this.#around();
    const spot: Spot = { kind, ...(channelId !== undefined && { channelId }), ...(messageId !== undefined && { messageId }), ...(messageSeq !== undefined && { messageSeq }), ...(threadId !== undefined && { threadId }), ...(ticket !== undefined && { ticket }) };
    await this.#desktop.show({
      tag: this.#tag(received.seq),
      title: around.title(received),
      body: message === null ? '' : textOf(message, this.#session.store.state),
      carried: { spot, address: addressOf(spot) },
      reply: this.#mayReply(received) ? around.reply : null,
    });
  }

  /** `null` for one that is gone, or that the server cannot say now. */
  async #message(messageId: number): Promise<Message | null> {
    try {
      return await (await this.#session.notifications()).message(messageId);
    } catch {
      return null;
    }
  }

  #showMany(count: number): Promise<void> {
    const carried = { spot: null, address: '/chat?pane=notifications' };
    return this.#desktop.show({ tag: this.#tag('many'), title: this.#around().many(count), body: '', carried, reply: null });
  }

  #mayReply({ kind, channelId = 0 }: Received): boolean {
    const { channels, permissions } = this.#session.store.state;
    const channel = channels[channelId];
    const said = kind === 'mention' || kind === 'keyword' || kind === 'thread_reply' || kind === 'message';
    return said && channel !== undefined && postingRight(channel, permissions) === 'allowed';
  }

  #take(message: ToPage): void {
    if (message.orvaleChat === 'open') this.#around().open(message.spot);
    else void this.#reply(message.spot, message.text);
  }

  async #reply({ channelId, threadId, messageId }: Spot, text: string): Promise<void> {
    if (channelId === undefined) return;
    if (threadId !== undefined) await this.#session.sending.reply({ channelId, threadId, alsoToChannel: false }, text);
    else {
      // Among others it must be clear what it answers.
      const direct = this.#session.store.state.channels[channelId]?.type === 'direct';
      await this.#session.sending.send(channelKey(channelId), text, direct ? null : (messageId ?? null));
    }
  }

  #tag(seq: number | 'many'): string {
    return `${this.#session.store.state.me?.username ?? ''}.${seq}`;
  }
}

function textOf({ text, mentions, file }: Message, { people }: ChatState): string {
  return text === '' ? (file?.name ?? '') : plainText(text, mentions, namedIn(people));
}

function addressOf({ kind, channelId, messageSeq, threadId, ticket }: Spot): string {
  const seq = messageSeq ?? null;
  if (kind === 'scheduled_failed') return '/chat?pane=scheduled';
  if (ticket !== undefined) return formatRoute({ channelId: null, seq: null, page: `tickets/${ticket}` });
  if (threadId === undefined) return formatRoute({ channelId: channelId ?? null, seq });
  return `${formatRoute({ channelId: channelId ?? null, seq: null })}?pane=thread:${OF_THREAD.write({ threadId, seq })}`;
}
