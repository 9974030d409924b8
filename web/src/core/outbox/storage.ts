// Stores unsent messages in IndexedDB, or in memory if that is disabled or full.

import type { FileInfo } from '../protocol/generated';
import { Database } from './database';

/** An unsent message as it is stored. `order` increases with every message of this device. */
export interface StoredMessage {
  clientId: string;
  user: string;
  channelId: number;
  text: string;
  replyToId: number | null;
  /** The thread that it is a reply in. */
  threadId?: number;
  /** True for a reply in a thread that the channel shows as well. */
  alsoToChannel?: boolean;
  /** Its files, which the server has already. */
  files?: readonly FileInfo[];
  createdAt: number;
  order: number;
  /** Why the server refused it; stored so that a reload does not send it again by itself. */
  error: { code: string; message: string; recipients?: number; offDuty?: number } | null;
  /** True once the user has confirmed that it notifies many people. */
  confirmed?: true;
}

/** A place for unsent messages. */
export interface OutboxStorage {
  /** All of one user's messages, in order. */
  load(user: string): Promise<StoredMessage[]>;
  put(message: StoredMessage): Promise<void>;
  remove(clientId: string): Promise<void>;
}

const STORE = 'outbox';

/** How long a message waits for the browser to store it. */
const PATIENCE_MS = 3000;
/** How long the browser may take before its storage counts as unavailable: on a busy machine it is only slow. */
const SILENT_AFTER_MS = 20_000;

/** Thrown where the browser has not answered in time. The request is not cancelled. */
export class SlowStorage extends Error {
  /** Resolves to whether the request has succeeded after all. */
  readonly succeeded: Promise<boolean>;

  constructor(request: Promise<unknown>) {
    super('the storage did not answer in time');
    const late = new Promise<false>((resolve) => {
      setTimeout(() => resolve(false), SILENT_AFTER_MS);
    });
    this.succeeded = Promise.race([late, request.then(() => true, () => false)]);
  }
}

/** Stores messages across reloads. Every method rejects if the browser refuses storage or does not respond. */
export class IndexedDbStorage implements OutboxStorage {
  readonly #database = new Database('orvale-chat', (database) => {
    database.createObjectStore(STORE, { keyPath: 'clientId' }).createIndex('user', 'user');
  });
  /** True after a request has timed out, so that messages do not wait for the next one, too. */
  #silent = false;

  async load(user: string): Promise<StoredMessage[]> {
    const messages: StoredMessage[] = await this.#within('readonly', (store) => store.index('user').getAll(user));
    return messages.toSorted((one, other) => one.order - other.order);
  }

  async put(message: StoredMessage): Promise<void> {
    await this.#within('readwrite', (store) => store.put(message));
  }

  async remove(clientId: string): Promise<void> {
    await this.#within('readwrite', (store) => store.delete(clientId));
  }

  async #within<Result>(mode: IDBTransactionMode, request: (store: IDBObjectStore) => IDBRequest<Result>): Promise<Result> {
    const done = this.#database.ask(STORE, mode, request);
    const answered = (): void => {
      this.#silent = false;
    };
    done.then(answered, answered);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#silent = true;
        reject(new SlowStorage(done));
      }, this.#silent ? 0 : PATIENCE_MS);
    });
    try {
      return await Promise.race([done, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Stores messages for the lifetime of the page or process. */
export class MemoryStorage implements OutboxStorage {
  readonly #messages = new Map<string, StoredMessage>();

  load(user: string): Promise<StoredMessage[]> {
    const own = [...this.#messages.values()].filter((message) => message.user === user);
    return Promise.resolve(own.toSorted((one, other) => one.order - other.order));
  }

  put(message: StoredMessage): Promise<void> {
    this.#messages.set(message.clientId, message);
    return Promise.resolve();
  }

  remove(clientId: string): Promise<void> {
    this.#messages.delete(clientId);
    return Promise.resolve();
  }
}
