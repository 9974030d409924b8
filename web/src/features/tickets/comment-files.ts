// The files that a comment is to carry, on their way to the server. They outlive the dialog, as its text does.

import { asChatError, type ChatError } from '../../core/protocol/errors';
import type { FileInfo } from '../../core/protocol/generated';
import { deleteUpload, fileDetails } from '../../core/session/files';
import type { ChatSession } from '../../core/session/session';
import type { Upload } from '../../core/session/upload';

/** A comment carries as many. */
export const MOST_FILES = 10;

export interface CommentFile {
  readonly key: number;
  readonly name: string;
  /** How much of it has arrived, from 0 to 1. */
  readonly share: number;
  /** Once it has arrived. */
  readonly info: FileInfo | null;
  readonly error: ChatError | null;
}

interface Entry {
  file: File;
  upload: Upload | null;
  /** Where it continues after a failure. */
  address: string | null;
  done: Promise<FileInfo> | null;
}

export class CommentFiles {
  items: readonly CommentFile[] = [];
  readonly #entries = new Map<number, Entry>();
  readonly #listeners = new Set<() => void>();
  #last = 0;

  constructor(private readonly session: ChatSession) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes as many as there is room for. */
  add(files: readonly File[]): void {
    for (const file of files.slice(0, MOST_FILES - this.items.length)) {
      const key = (this.#last += 1);
      this.#set([...this.items, { key, name: file.name, share: 0, info: null, error: null }]);
      this.#send(key, { file, upload: null, address: null, done: null });
    }
  }

  retry(key: number): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#send(key, entry);
  }

  /** Takes one out, and away from the server. */
  remove(key: number): void {
    const entry = this.#entries.get(key);
    const item = this.items.find((one) => one.key === key);
    this.#entries.delete(key);
    this.#set(this.items.filter((one) => one.key !== key));
    entry?.upload?.stop();
    // What stays there is deleted after a day.
    if (item?.info != null) deleteUpload(this.session, item.info.id).catch(() => undefined);
  }

  /** They are in a comment now. */
  clear(): void {
    this.#entries.clear();
    this.#set([]);
  }

  /** Their ids in their order, once all have arrived; rejects with the first failure. */
  async ids(): Promise<string[]> {
    const sent = await Promise.all(this.items.map(({ key }) => this.#entries.get(key)?.done));
    return sent.flatMap((info) => info?.id ?? []);
  }

  /** Sends anew what the server has deleted, as it does after a day. Returns whether there was any. */
  async renew(): Promise<boolean> {
    const deleted = await Promise.all(this.items.map(async ({ info }) => info !== null && (await this.#isDeleted(info.id))));
    const keys = this.items.flatMap(({ key }, index) => (deleted[index] === true ? [key] : []));
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (entry === undefined) continue;
      this.#change(key, { info: null, share: 0 });
      this.#send(key, { ...entry, upload: null, address: null });
    }
    return keys.length > 0;
  }

  async #isDeleted(id: string): Promise<boolean> {
    try {
      await fileDetails(this.session, id);
      return false;
    } catch (thrown) {
      if (asChatError(thrown).code !== 'not_found') throw thrown;
      return true;
    }
  }

  #send(key: number, entry: Entry): void {
    this.#change(key, { error: null });
    entry.done = this.#upload(key, entry);
    this.#entries.set(key, entry);
    entry.done.then(
      (info) => this.#change(key, { info, share: 1 }),
      (thrown: unknown) => this.#change(key, { error: asChatError(thrown) }),
    );
  }

  async #upload(key: number, entry: Entry): Promise<FileInfo> {
    const { upload } = await import('../../core/session/upload');
    const { file, address } = entry;
    entry.upload = upload(this.session, file, {
      name: file.name,
      address,
      onAddress: (known) => {
        entry.address = known;
      },
      about: () => null,
      onProgress: (bytes) => this.#change(key, { share: bytes / Math.max(1, file.size) }),
    });
    return entry.upload.done;
  }

  #change(key: number, change: Partial<CommentFile>): void {
    this.#set(this.items.map((item) => (item.key === key ? { ...item, ...change } : item)));
  }

  #set(items: readonly CommentFile[]): void {
    this.items = items;
    for (const listener of this.#listeners) listener();
  }
}

const known = new WeakMap<ChatSession, Map<string, CommentFiles>>();

/** Those of the comment that is begun on a ticket. */
export function commentFilesOf(session: ChatSession, number: string): CommentFiles {
  const all = known.get(session) ?? new Map<string, CommentFiles>();
  known.set(session, all);
  const files = all.get(number) ?? new CommentFiles(session);
  all.set(number, files);
  return files;
}
