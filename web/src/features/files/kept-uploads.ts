// Attached files and the messages that wait for them, kept in IndexedDB: a reload loses nothing.

import { Database } from '../../core/outbox/database';
import type { FileInfo } from '../../core/protocol/generated';
import type { ConversationKey } from '../../core/store/conversation';
import { HINT } from './may-be-kept';

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

type StoreName = 'items' | 'messages';

const TAB = 'orvale-chat.tab';

export class KeptUploads {
  readonly #database = new Database('orvale-chat-files', (database) => {
    for (const store of ['items', 'messages'] as const) database.createObjectStore(store, { keyPath: 'key' }).createIndex('user', 'user');
  });
  readonly tab = tabOfPage();

  /** What this user left, in this tab or in tabs that are closed. */
  async load(user: string): Promise<{ items: KeptItem[]; messages: KeptMessage[] }> {
    const [items, messages, open] = await Promise.all([this.#all('items', user) as Promise<KeptItem[]>, this.#all('messages', user) as Promise<KeptMessage[]>, openTabs()]);
    const mine = ({ tab }: { tab: string }): boolean => tab === this.tab || !open.has(tab);
    const waiting = new Set(messages.map(({ key }) => key));
    // Of a message that was given up just before the page ended, the files return to the tray.
    const placed = (item: KeptItem): KeptItem => (item.message === null || waiting.has(item.message) ? item : { ...item, message: null });
    return { items: items.filter(mine).map(placed).toSorted((one, other) => one.order - other.order), messages: messages.filter(mine) };
  }

  /** A message and the files that it waits for: a page that ends meanwhile leaves all of them or none. */
  async putMessage(message: KeptMessage, items: readonly KeptItem[]): Promise<void> {
    try {
      const transaction = (await this.#database.open()).transaction(['items', 'messages'], 'readwrite');
      for (const item of items) transaction.objectStore('items').put(item);
      transaction.objectStore('messages').put(message);
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = reject;
      });
      localStorage.setItem(HINT, '1');
    } catch {
      // They last as long as the page.
    }
  }

  async put(store: StoreName, value: KeptItem | KeptMessage): Promise<void> {
    try {
      await this.#database.ask(store, 'readwrite', (kept) => kept.put(value));
      localStorage.setItem(HINT, '1');
    } catch {
      // It lasts as long as the page.
    }
  }

  async remove(store: StoreName, key: string): Promise<void> {
    try {
      await this.#database.ask(store, 'readwrite', (kept) => kept.delete(key));
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

  /** Everything of a store that is this user's. */
  #all(store: StoreName, user: string): Promise<unknown[]> {
    return this.#database.ask(store, 'readonly', (kept) => kept.index('user').getAll(user));
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
