// Attached files and the messages that wait for them, kept in IndexedDB: a reload loses nothing.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

import type { FileInfo } from '../../core/protocol/generated';
import type { ConversationKey } from '../../core/store/conversation';

/** What a recorder knows of a voice message, and its file does not say. */
export interface Voice {
  durationMs: number;
  /** How loud it is over time, from 0 to 100. */
  waveform: number[];
}

/** A file that is attached to what is begun in a conversation, or that a message waits for. */
export interface KeptItem {
  key: string;
  user: string;
  /** The tab that shows it. */
  tab: string;
  conversation: ConversationKey;
  /** The message that waits for it; `null` while it is in the tray. */
  message: string | null;
  order: number;
  name: string;
  blob: Blob;
  /** The upload on the server, once it has begun. */
  address: string | null;
  paused: boolean;
  /** What it shows, as its sender says; left out until that was said. */
  description?: string;
  /** Of a voice message. */
  voice?: Voice;
  /** What the server knows of it, once it has it. */
  info: FileInfo | null;
}

/** A message that is sent once its files are there. */
export interface KeptMessage {
  key: string;
  user: string;
  tab: string;
  conversation: ConversationKey;
  channelId: number;
  threadId: number | null;
  alsoToChannel: boolean;
  replyToId: number | null;
  /** The texts of one or, if it was too long for one, several messages: the first has the files. */
  parts: readonly string[];
}

interface Schema extends DBSchema {
  items: { key: string; value: KeptItem; indexes: { user: string } };
  messages: { key: string; value: KeptMessage; indexes: { user: string } };
}

/** Says to the next page that there may be something here, without opening the database. */
const HINT = 'orvale-chat.files';
const TAB = 'orvale-chat.tab';

export class KeptUploads {
  #database: Promise<IDBPDatabase<Schema>> | null = null;
  readonly tab = tabOfPage();

  /** What this user left, in this tab or in tabs that are closed. */
  async load(user: string): Promise<{ items: KeptItem[]; messages: KeptMessage[] }> {
    const database = await this.#open();
    const [items, messages, open] = await Promise.all([database.getAllFromIndex('items', 'user', user), database.getAllFromIndex('messages', 'user', user), openTabs()]);
    const mine = ({ tab }: { tab: string }): boolean => tab === this.tab || !open.has(tab);
    const waiting = new Set(messages.map(({ key }) => key));
    // Of a message that was given up just before the page ended, the files return to the tray.
    const placed = (item: KeptItem): KeptItem => (item.message === null || waiting.has(item.message) ? item : { ...item, message: null });
    return { items: items.filter(mine).map(placed).toSorted((one, other) => one.order - other.order), messages: messages.filter(mine) };
  }

  /** A message and the files that it waits for: a page that ends meanwhile leaves all of them or none. */
  async putMessage(message: KeptMessage, items: readonly KeptItem[]): Promise<void> {
    try {
      const transaction = (await this.#open()).transaction(['items', 'messages'], 'readwrite');
      const kept = items.map((item) => transaction.objectStore('items').put(item));
      await Promise.all([...kept, transaction.objectStore('messages').put(message), transaction.done]);
      localStorage.setItem(HINT, '1');
    } catch {
      // They last as long as the page.
    }
  }

  async put(store: 'items' | 'messages', value: KeptItem | KeptMessage): Promise<void> {
    try {
      await (await this.#open()).put(store, value as never);
      localStorage.setItem(HINT, '1');
    } catch {
      // It lasts as long as the page.
    }
  }

  async remove(store: 'items' | 'messages', key: string): Promise<void> {
    try {
      await (await this.#open()).delete(store, key);
    } catch {
      // Of what was not kept nothing is left.
    }
  }

  /** Nothing is kept any more. */
  forgetHint(): void {
    try {
      localStorage.removeItem(HINT);
    } catch {
      // The next page looks once more.
    }
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>('orvale-chat-files', 1, {
      upgrade(database) {
        database.createObjectStore('items', { keyPath: 'key' }).createIndex('user', 'user');
        database.createObjectStore('messages', { keyPath: 'key' }).createIndex('user', 'user');
      },
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        this.#database = null;
      },
      terminated: () => {
        this.#database = null;
      },
    }).catch((cause: unknown) => {
      this.#database = null;
      throw cause;
    });
    return this.#database;
  }
}

/** The same for as long as the tab is there, also after a reload. A lock shows other tabs that it is. */
function tabOfPage(): string {
  let tab: string = crypto.getRandomValues(new Uint32Array(2)).join('-');
  try {
    tab = sessionStorage.getItem(TAB) ?? tab;
    sessionStorage.setItem(TAB, tab);
  } catch {
    // A reload is another tab then.
  }
  void navigator.locks?.request(`${TAB}:${tab}`, () => new Promise(() => undefined)).catch(() => undefined);
  return tab;
}

async function openTabs(): Promise<Set<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.flatMap(({ name = '' }) => (name.startsWith(`${TAB}:`) ? name.slice(TAB.length + 1) : [])));
}
