// Channels to which somebody has just added the user and that the user has not opened yet.

import { useSyncExternalStore } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import type { ChatSession } from '../../core/session/session';
import { useSession } from './client';

/** What is new in one session. Begins with its first snapshot: what that lists is not new. */
class Added {
  #known: Set<number> | null = null;
  #added: ReadonlySet<number> = new Set();
  readonly #listeners = new Set<() => void>();
  readonly #told = new Set<(channel: ChannelView) => void>();
  /** Those that nobody was told of, because the part that shows it was not loaded yet. */
  #untold: ChannelView[] = [];

  constructor(private readonly session: ChatSession) {
    session.store.subscribe(() => this.#begin());
    this.#begin();
    session.listen((event) => {
      if (event.name === 'channel_joined' && event.data.channel !== undefined) this.#joined(event.data.channel);
      else if (event.name === 'channel_left') this.#left(event.data.channelId);
    });
  }

  has(channelId: number): boolean {
    return this.#added.has(channelId);
  }

  open(channelId: number): void {
    if (!this.#added.has(channelId)) return;
    this.#set(new Set([...this.#added].filter((id) => id !== channelId)));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Calls `listener` with each channel that the user was added to, also before. Returns a function that unsubscribes. */
  listen = (listener: (channel: ChannelView) => void): (() => void) => {
    this.#told.add(listener);
    for (const channel of this.#untold.splice(0)) listener(channel);
    return () => this.#told.delete(listener);
  };

  #begin(): void {
    const { me, channels } = this.session.store.state;
    if (me === null) this.#known = null;
    else this.#known ??= new Set(Object.values(channels).flatMap(({ id, role }) => (role === null ? [] : [id])));
  }

  #joined(channel: ChannelView): void {
    if (this.#known === null || this.#known.has(channel.id)) return;
    this.#known.add(channel.id);
    const own = channel.createdBy === this.session.store.state.me?.username || this.session.joinedHere.has(channel.id);
    // A direct conversation comes with its first message, which is a sign of its own.
    if (own || channel.type === 'direct') return;
    this.#set(new Set([...this.#added, channel.id]));
    if (this.#told.size === 0) this.#untold.push(channel);
    for (const listener of this.#told) listener(channel);
  }

  #left(channelId: number): void {
    this.#known?.delete(channelId);
    this.#untold = this.#untold.filter(({ id }) => id !== channelId);
    this.session.joinedHere.delete(channelId);
    this.open(channelId);
  }

  #set(added: ReadonlySet<number>): void {
    this.#added = added;
    for (const listener of this.#listeners) listener();
  }
}

const known = new WeakMap<ChatSession, Added>();

export function useAdded(): Added {
  const session = useSession();
  const added = known.get(session) ?? new Added(session);
  known.set(session, added);
  return added;
}

/** Whether the user was added to a channel and has not opened it since. */
export function useIsAdded(channelId: number): boolean {
  const added = useAdded();
  return useSyncExternalStore(added.subscribe, () => added.has(channelId));
}
