// Outgoing messages: stored until the server confirms them, and sent in order in each channel.

import { asChatError, type ChatError } from '../protocol/errors';
import type { Message } from '../protocol/generated';
import { channelKey, threadKey } from '../store/conversation';
import type { Outgoing } from '../store/state';
import { newClientId } from './clientId';
import { SlowStorage, type OutboxStorage, type StoredMessage } from './storage';

/** What is to be sent, and where. */
export type NewOutgoing = Omit<StoredMessage, 'clientId' | 'user' | 'order' | 'error'>;

/** What an outbox needs from its owner. */
export interface OutboxOptions {
  storage: OutboxStorage;
  /** Sends one message; rejects with a `ChatError`. A repeat resolves to the message that was stored first. */
  send(message: StoredMessage): Promise<Message>;
  /** Called after each change with all messages that are not confirmed. */
  onChange(outgoing: readonly Outgoing[]): void;
  /** Called once the server has confirmed a message. */
  onKept(message: Message): void;
  /** Called when messages cannot be stored and would be lost with the page. */
  onStorageRefused(): void;
  /** Resolves after this many milliseconds; replaced in tests. */
  wait?(milliseconds: number): Promise<void>;
}

interface Entry {
  stored: StoredMessage;
  sending: boolean;
}

const RETRY_AFTER_MS = 1000;

export class Outbox {
  readonly #options: OutboxOptions;
  #entries: Entry[] = [];
  #user: string | null = null;
  #online = false;
  #lastOrder = 0;
  readonly #draining = new Set<number>();
  /** The messages sent or discarded here. A list that was read just before must not restore them. */
  readonly #settled = new Set<string>();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /**
   * Loads the unsent messages of an earlier page of this user, or of another tab, which may be closed. Two
   * tabs may send the same message: the server stores it once. Without a user it forgets them all; stored ones
   * remain for the next login.
   */
  async load(user: string | null): Promise<void> {
    if (this.#user !== user) this.#entries = [];
    this.#user = user;
    let stored: StoredMessage[] = [];
    try {
      if (user !== null) stored = await this.#options.storage.load(user);
    } catch (thrown) {
      void this.#loadLate(user, thrown);
    }
    if (this.#user !== user) return;
    const known = new Set([...this.#settled, ...this.#entries.map((entry) => entry.stored.clientId)]);
    const added = stored.filter((message) => !known.has(message.clientId));
    this.#entries = [...added.map((message) => ({ stored: message, sending: false })), ...this.#entries].toSorted(
      (one, other) => one.stored.order - other.stored.order,
    );
    this.#changed();
    this.#drainAll();
  }

  /** Loads them again once storage that was only slow has answered. */
  async #loadLate(user: string | null, thrown: unknown): Promise<void> {
    if ((await this.#isStored(thrown)) && this.#user === user) await this.load(user);
  }

  /** Sets whether messages can be sent now. */
  setOnline(online: boolean): void {
    this.#online = online;
    if (online) this.#drainAll();
  }

  /** Adds a message. It is shown at once and sent as soon as possible. */
  async add(message: NewOutgoing): Promise<void> {
    if (this.#user === null) throw new Error('not logged in');
    this.#lastOrder = Math.max(Date.now(), this.#lastOrder + 1);
    const stored: StoredMessage = {
      ...message,
      clientId: newClientId(this.#lastOrder),
      user: this.#user,
      order: this.#lastOrder,
      error: null,
    };
    this.#entries = [...this.#entries, { stored, sending: false }];
    this.#changed();
    // Stored before it is sent, so that a page that is closed in between does not lose it.
    await this.#keep(stored);
    void this.#drain(message.channelId);
  }

  /** Sends a refused message again: as it is, or confirmed to notify many people. */
  async retry(clientId: string, confirmed?: 'confirmed'): Promise<void> {
    const entry = this.#entries.find((other) => other.stored.clientId === clientId);
    if (entry === undefined) return;
    entry.stored = { ...entry.stored, error: null, ...(confirmed && { confirmed: true }) };
    this.#changed();
    await this.#keep(entry.stored);
    void this.#drain(entry.stored.channelId);
  }

  /** Discards a message. One that is being sent may still arrive. */
  async discard(clientId: string): Promise<void> {
    this.#entries = this.#entries.filter((entry) => entry.stored.clientId !== clientId);
    this.#changed();
    await this.#forget(clientId);
  }

  #drainAll(): void {
    for (const channelId of new Set(this.#entries.map((entry) => entry.stored.channelId))) {
      void this.#drain(channelId);
    }
  }

  /** Sends one message at a time, so that no message overtakes a refused one. */
  async #drain(channelId: number): Promise<void> {
    if (this.#draining.has(channelId)) return;
    this.#draining.add(channelId);
    try {
      let next = this.#next(channelId);
      while (this.#online && next !== undefined) {
        const pauseMs = await this.#deliver(next);
        if (pauseMs > 0) await this.#wait(pauseMs);
        next = this.#next(channelId);
      }
    } finally {
      this.#draining.delete(channelId);
    }
  }

  #next(channelId: number): Entry | undefined {
    return this.#entries.find(
      ({ stored }) => stored.channelId === channelId && stored.error === null,
    );
  }

  /** Sends one message and returns how long to pause before the next attempt. */
  async #deliver(entry: Entry): Promise<number> {
    entry.sending = true;
    this.#changed();
    try {
      const message = await this.#options.send(entry.stored);
      this.#options.onKept(message);
      this.#entries = this.#entries.filter((other) => other !== entry);
      await this.#forget(entry.stored.clientId);
      return 0;
    } catch (thrown) {
      return await this.#refused(entry, asChatError(thrown));
    } finally {
      entry.sending = false;
      this.#changed();
    }
  }

  async #refused(entry: Entry, error: ChatError): Promise<number> {
    // The next connection sends it again; the server stores it once.
    if (error.code === 'offline' || error.code === 'unauthenticated') return RETRY_AFTER_MS;
    if (error.retryable) return error.retryAfterMs ?? RETRY_AFTER_MS;
    const { code, message, recipients, offDuty } = error;
    entry.stored = { ...entry.stored, error: { code, message, ...(recipients && { recipients, offDuty }) } };
    await this.#keep(entry.stored);
    return 0;
  }

  async #keep(stored: StoredMessage): Promise<void> {
    try {
      await this.#options.storage.put(stored);
    } catch (thrown) {
      void this.#isStored(thrown);
    }
  }

  /** True once storage that was only slow has done what it was asked for; else storage counts as refused. */
  async #isStored(thrown: unknown): Promise<boolean> {
    const succeeded = thrown instanceof SlowStorage && (await thrown.succeeded);
    if (!succeeded) this.#options.onStorageRefused();
    return succeeded;
  }

  async #forget(clientId: string): Promise<void> {
    this.#settled.add(clientId);
    try {
      await this.#options.storage.remove(clientId);
    } catch {
      // A reload would send it again, and the server would store it once.
    }
  }

  #wait(milliseconds: number): Promise<void> {
    const { wait } = this.#options;
    if (wait !== undefined) return wait(milliseconds);
    return new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    });
  }

  #changed(): void {
    this.#options.onChange(this.#entries.map(outgoingOf));
  }
}

function outgoingOf({ stored, sending }: Entry): Outgoing {
  const { channelId, threadId, error } = stored;
  return {
    ...stored,
    conversation: threadId === undefined ? channelKey(channelId) : threadKey(threadId),
    status: error !== null ? 'failed' : sending ? 'sending' : 'waiting',
    error: error as Outgoing['error'],
  };
}
