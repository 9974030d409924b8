// Where unsent messages wait: IndexedDB, or memory where that is switched off or full.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

/** An unsent message as it is kept. `order` grows with every message of this device. */
export interface StoredMessage {
  clientId: string;
  user: string;
  channelId: number;
  text: string;
  replyToId: number | null;
  createdAt: number;
  order: number;
  /** Why the server refused it; kept so that a reload does not send it again by itself. */
  error: { code: string; message: string } | null;
}

/** A place for unsent messages. */
export interface OutboxStorage {
  /** All of one user's messages, in order. */
  load(user: string): Promise<StoredMessage[]>;
  put(message: StoredMessage): Promise<void>;
  remove(clientId: string): Promise<void>;
}

interface Schema extends DBSchema {
  outbox: { key: string; value: StoredMessage; indexes: { user: string } };
}

const DATABASE = 'orvale-chat';
const VERSION = 1;

/** Keeps messages over reloads. Every method rejects where the browser refuses storage. */
export class IndexedDbStorage implements OutboxStorage {
  #database: Promise<IDBPDatabase<Schema>> | null = null;

  async load(user: string): Promise<StoredMessage[]> {
    const database = await this.#open();
    const messages = await database.getAllFromIndex('outbox', 'user', user);
    return messages.toSorted((one, other) => one.order - other.order);
  }

  async put(message: StoredMessage): Promise<void> {
    const database = await this.#open();
    await database.put('outbox', message);
  }

  async remove(clientId: string): Promise<void> {
    const database = await this.#open();
    await database.delete('outbox', clientId);
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= this.#connect().catch((cause: unknown) => {
      this.#database = null;
      throw cause;
    });
    return this.#database;
  }

  async #connect(): Promise<IDBPDatabase<Schema>> {
    return await openDB<Schema>(DATABASE, VERSION, {
      upgrade(database) {
        const store = database.createObjectStore('outbox', { keyPath: 'clientId' });
        store.createIndex('user', 'user');
      },
      // A newer page in another tab wants to upgrade: let it, and open again when needed.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        this.#database = null;
      },
      terminated: () => {
        this.#database = null;
      },
    });
  }
}

/** Keeps messages as long as the page or process lives. */
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
