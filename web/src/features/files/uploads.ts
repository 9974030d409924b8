// The files that are attached to what is begun in each conversation, on their way to the server, and the messages
// that wait for theirs. Belongs to the session, not to a view: who goes elsewhere loses nothing.

import { asChatError, ChatError } from '../../core/protocol/errors';
import type { FileInfo } from '../../core/protocol/generated';
import type { FileChange } from '../../core/rest/routes.generated';
import { channelKey, type ConversationKey } from '../../core/store/conversation';
import { deleteUpload, fileDetails } from '../../core/session/files';
import type { ChatSession } from '../../core/session/session';
import { cancelUpload, upload, type Upload } from '../../core/session/upload';
import { blockedError } from './refusals';
import { offerUnsent } from './unsent';
import { KeptUploads, type KeptItem, type KeptMessage, type Voice } from './kept-uploads';

export const MOST_FILES = 10;
const MOST_AT_ONCE = 3;
/** Doubled with each attempt that gets no further. */
const RETRY_AFTER_MS = 1000;
/** Who must wait longer is told so. */
const LONGEST_WAIT_MS = 60_000;
/** After so long the server is asked whether it still has a file, which it deletes when no message has it for a day. */
const ASKED_AFTER_MS = 3_600_000;
/** After so many attempts that got no further although the server is there, the user is told. */
const MOST_ATTEMPTS = 6;

export type ItemState = { name: 'waiting' | 'uploading' | 'paused'; share: number } | { name: 'done'; info: FileInfo } | { name: 'failed'; error: ChatError };

export interface Item {
  readonly kept: KeptItem;
  readonly state: ItemState;
}

export interface Waiting {
  readonly message: KeptMessage;
  readonly items: readonly Item[];
}

export interface Contents {
  readonly tray: readonly Item[];
  readonly waiting: readonly Waiting[];
}

const EMPTY: Contents = { tray: [], waiting: [] };

interface Entry {
  kept: KeptItem;
  state: ItemState;
  /** The attempt that is under way. */
  upload: Upload | null;
  /** True while it is too early for the next attempt. */
  resting: boolean;
  /** How many attempts got no further than the one before. */
  attempts: number;
  /** The most bytes that an attempt has sent. */
  furthest: number;
}

/** What was uploaded before the page was loaded may have expired: the next attempt finds it, or sends it anew. */
function entryOf(kept: KeptItem): Entry {
  const state: ItemState = { name: kept.paused ? 'paused' : 'waiting', share: kept.info === null ? 0 : 1 };
  return { kept, state, upload: null, resting: false, attempts: 0, furthest: 0 };
}

/** `null` when the file says all by itself. */
function aboutOf({ description, voice }: KeptItem): FileChange | null {
  return description === undefined && voice === undefined ? null : { ...voice, ...(description !== undefined && { description }) };
}

/** Without what reverses the direction of the text that follows, as the server keeps it: `gpj.exe` must not look like a picture. */
export function shownName(name: string): string {
  return name.replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}

/** One that no further attempt can change. */
function isRefused(state: ItemState): boolean {
  return state.name === 'failed' && (state.error.code === 'invalid' || state.error.code === 'too_large');
}

export class Uploads {
  readonly #kept = new KeptUploads();
  #entries: Entry[] = [];
  #messages: KeptMessage[] = [];
  #user: string | null = null;
  #order = 0;
  readonly #listeners = new Set<() => void>();
  #contents = new Map<ConversationKey, Contents>();

  constructor(private readonly session: ChatSession) {
    session.store.subscribe(() => this.#looked());
    this.#looked();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same object until something of it changes. */
  of(conversation: ConversationKey): Contents {
    const known = this.#contents.get(conversation);
    if (known !== undefined) return known;
    const items = this.#entries.filter(({ kept }) => kept.conversation === conversation).map(({ kept, state }): Item => ({ kept, state }));
    const waiting = this.#messages.filter((message) => message.conversation === conversation).map((message) => ({ message, items: items.filter(({ kept }) => kept.message === message.key) }));
    const tray = items.filter(({ kept }) => kept.message === null);
    const contents = tray.length + waiting.length === 0 ? EMPTY : { tray, waiting };
    this.#contents.set(conversation, contents);
    return contents;
  }

  /** Attaches files and begins to upload them. Returns those that were too many; what is refused takes no room. */
  add(conversation: ConversationKey, files: readonly File[], voice?: Voice): readonly File[] {
    const user = this.#user;
    if (user === null) return [];
    let room = MOST_FILES - this.of(conversation).tray.filter(({ state }) => !isRefused(state)).length;
    const left: File[] = [];
    for (const file of files) {
      if (file.size > 0 && room <= 0) {
        left.push(file);
        continue;
      }
      if (file.size > 0) room -= 1;
      this.#order = Math.max(Date.now(), this.#order + 1);
      const kept: KeptItem = { key: `${this.#kept.tab}.${this.#order}`, user, tab: this.#kept.tab, conversation, message: null, order: this.#order, name: shownName(file.name), blob: file, address: null, paused: false, info: null, ...(voice && { voice }) };
      this.#entries.push(entryOf(kept));
      void this.#kept.put('items', kept);
    }
    this.#changed();
    return left;
  }

  /** All that is attached, by conversation. */
  all(): ReadonlyMap<ConversationKey, Contents> {
    const conversations = new Set([...this.#entries.map(({ kept }) => kept), ...this.#messages].map(({ conversation }) => conversation));
    return new Map([...conversations].map((conversation) => [conversation, this.of(conversation)]));
  }

  /** Takes a message that waits, and its files, out. */
  discardWaiting(key: string): void {
    const message = this.#messages.find((one) => one.key === key);
    if (message === undefined) return;
    this.#dropMessage(message);
    for (const { kept } of this.#entries.filter((entry) => entry.kept.message === key)) this.remove(kept.key);
    this.#changed();
  }

  retry(key: string): void {
    const entry = this.#entries.find(({ kept }) => kept.key === key);
    if (entry === undefined) return;
    this.#again(entry);
    this.#changed();
  }

  /** Stops an upload until it is resumed. */
  pause(key: string): void {
    const entry = this.#entries.find(({ kept }) => kept.key === key);
    if (entry === undefined || (entry.state.name !== 'uploading' && entry.state.name !== 'waiting')) return;
    this.#interrupt(entry, 'paused');
    this.#keep(entry, { paused: true });
    this.#changed();
  }

  resume(key: string): void {
    const entry = this.#entries.find(({ kept }) => kept.key === key);
    if (entry?.state.name !== 'paused') return;
    entry.state = { ...entry.state, name: 'waiting' };
    this.#keep(entry, { paused: false });
    this.#changed();
  }

  /** Says what a file shows, for those who do not see it. A message that waits for it waits for that as well. */
  describe(key: string, description: string): void {
    const entry = this.#entries.find(({ kept }) => kept.key === key);
    if (entry === undefined) return;
    this.#keep(entry, { description });
    // One that is under way takes it along at its end.
    if (entry.state.name === 'done' || entry.state.name === 'failed') this.#again(entry);
    this.#changed();
  }

  /** Takes a file out: an upload ends, and what is uploaded is deleted. */
  remove(key: string): void {
    const entry = this.#entries.find(({ kept }) => kept.key === key);
    if (entry === undefined) return;
    this.#forget(entry);
    entry.upload?.stop();
    const { state, kept } = entry;
    // What cannot be deleted now expires.
    if (state.name === 'done') deleteUpload(this.session, state.info.id).catch(() => undefined);
    else if (kept.address !== null) cancelUpload(this.session, kept.address).catch(() => undefined);
    this.#changed();
  }

  /** Sends what is in the tray with a message, as soon as all of it is there. */
  send(message: Omit<KeptMessage, 'key' | 'user' | 'tab'>): void {
    const user = this.#user;
    if (user === null) return;
    this.#order = Math.max(Date.now(), this.#order + 1);
    const kept: KeptMessage = { ...message, key: `${this.#kept.tab}.${this.#order}`, user, tab: this.#kept.tab };
    this.#messages.push(kept);
    const entries = this.#entries.filter((one) => one.kept.conversation === message.conversation && one.kept.message === null);
    for (const entry of entries) {
      entry.kept = { ...entry.kept, message: kept.key };
      if (entry.state.name === 'done' && Date.now() - entry.kept.order > ASKED_AFTER_MS) this.#again(entry);
    }
    void this.#kept.putMessage(kept, entries.map((entry) => entry.kept));
    this.#changed();
  }

  /** Gives up a message that waits: its text returns to the box, and its files to the tray. */
  bringBack(key: string): void {
    const message = this.#messages.find((one) => one.key === key);
    if (message === undefined) return;
    this.#dropMessage(message);
    for (const entry of this.#entries.filter(({ kept }) => kept.message === key)) this.#keep(entry, { message: null });
    this.session.drafts.bringBack(message.user, message.conversation, { text: message.parts.join('\n'), replyToId: message.replyToId });
    this.#changed();
  }

  /** The tray is empty again: its files are sent in another way. */
  taken(conversation: ConversationKey): void {
    for (const entry of this.#entries.filter(({ kept }) => kept.conversation === conversation && kept.message === null)) this.#forget(entry);
    this.#changed();
  }

  #looked(): void {
    const { me, phase } = this.session.store.state;
    const user = me?.username ?? null;
    if (user !== this.#user) {
      for (const entry of this.#entries) entry.upload?.stop();
      this.#user = user;
      this.#entries = [];
      this.#messages = [];
      this.#changed();
      if (user !== null) void this.#load(user);
    } else if (phase.name === 'online') this.#uploadNext();
    else this.#interruptAll();
  }

  /** A request on a line that is gone may wait for minutes; the next one continues where it got to. */
  #interruptAll(): void {
    const sent = this.#entries.filter(({ upload: attempt }) => attempt !== null);
    for (const entry of sent) this.#interrupt(entry, 'waiting');
    if (sent.length > 0) this.#changed();
  }

  #interrupt(entry: Entry, name: 'waiting' | 'paused'): void {
    entry.state = { name, share: 'share' in entry.state ? entry.state.share : 0 };
    entry.upload?.stop();
    entry.upload = null;
  }

  async #load(user: string): Promise<void> {
    try {
      const { items, messages } = await this.#kept.load(user);
      if (this.#user !== user) return;
      const known = new Set(this.#entries.map(({ kept }) => kept.key));
      const found = items.filter(({ key }) => !known.has(key));
      this.#entries.unshift(...found.map(entryOf));
      this.#messages.unshift(...messages.filter((message) => !this.#messages.some(({ key }) => key === message.key)));
      if (found.length + messages.length === 0 && this.#entries.length === 0) this.#kept.forgetHint();
      this.#changed();
    } catch {
      // Nothing is kept where the browser keeps nothing.
    }
  }

  #uploadNext(): void {
    if (this.session.store.state.phase.name !== 'online') return;
    let free = MOST_AT_ONCE - this.#entries.filter(({ state }) => state.name === 'uploading').length;
    for (const entry of this.#entries) {
      if (free <= 0) return;
      if (entry.state.name !== 'waiting' || entry.resting) continue;
      free -= 1;
      void this.#upload(entry);
    }
  }

  async #upload(entry: Entry): Promise<void> {
    const { blob, name, address } = entry.kept;
    let told: string | undefined;
    if (blob.size === 0) return this.#failed(entry, new ChatError('invalid', 'the file is empty'));
    entry.state = { ...entry.state, name: 'uploading', share: 'share' in entry.state ? entry.state.share : 0 };
    const attempt = upload(this.session, blob, {
      name,
      address,
      onAddress: (begun) => (begun === entry.kept.address || entry.upload !== attempt ? undefined : this.#keep(entry, { address: begun })),
      about: () => {
        told = entry.kept.description;
        return aboutOf(entry.kept);
      },
      onProgress: (bytes) => (entry.upload === attempt ? this.#progressed(entry, bytes) : undefined),
    });
    entry.upload = attempt;
    try {
      const info = await attempt.done;
      if (entry.upload !== attempt) return;
      entry.upload = null;
      entry.state = { name: 'done', info };
      this.#keep(entry, { info });
      if (entry.kept.description !== told) this.#again(entry);
      this.#changed();
      void this.#followCheck(entry, info.id);
    } catch (thrown) {
      if (entry.upload === attempt) this.#refused(entry, asChatError(thrown));
    }
    return undefined;
  }

  /** Nobody is told of files that are in no message: asks until this one has passed, is blocked, or is sent. */
  async #followCheck(entry: Entry, id: string): Promise<void> {
    for (let pause = RETRY_AFTER_MS; this.#isChecking(entry, id); pause = Math.min(2 * pause, LONGEST_WAIT_MS)) {
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, pause));
      // oxlint-disable-next-line no-await-in-loop
      const found = this.#isChecking(entry, id) ? await fileDetails(this.session, id).catch(() => null) : null;
      if (found === null || found.state === 'checking' || !this.#isChecking(entry, id)) continue;
      if (found.state === 'blocked') return this.#failed(entry, blockedError(found.blockedFor ?? null));
      const { state: _, ...info } = entry.state.name === 'done' ? entry.state.info : found;
      entry.state = { name: 'done', info };
      this.#keep(entry, { info });
      this.#changed();
    }
    return undefined;
  }

  #isChecking(entry: Entry, id: string): boolean {
    return this.#entries.includes(entry) && entry.state.name === 'done' && entry.state.info.id === id && entry.state.info.state === 'checking';
  }

  /** What the server has of it is not all yet. */
  #again(entry: Entry): void {
    entry.state = { name: 'waiting', share: entry.state.name === 'done' ? 1 : 0 };
    entry.attempts = 0;
    this.#keep(entry, { info: null });
  }

  #progressed(entry: Entry, bytes: number): void {
    if (bytes > entry.furthest) entry.attempts = 0;
    entry.furthest = Math.max(entry.furthest, bytes);
    entry.state = { name: 'uploading', share: bytes / entry.kept.blob.size };
    this.#changed();
  }

  #refused(entry: Entry, error: ChatError): void {
    entry.upload = null;
    if (!this.#entries.includes(entry)) return;
    const online = this.session.store.state.phase.name === 'online';
    if ((error.code === 'offline' && online) || error.code === 'busy') entry.attempts += 1;
    const late = (error.retryAfterMs ?? 0) > LONGEST_WAIT_MS;
    if (!error.retryable || error.code === 'internal' || late || entry.attempts >= MOST_ATTEMPTS) return this.#failed(entry, error);
    this.#interrupt(entry, 'waiting');
    entry.resting = true;
    setTimeout(() => {
      entry.resting = false;
      this.#uploadNext();
    }, error.retryAfterMs ?? RETRY_AFTER_MS * 2 ** Math.max(0, entry.attempts - 1));
    return this.#changed();
  }

  #failed(entry: Entry, error: ChatError): void {
    entry.upload = null;
    entry.state = { name: 'failed', error };
    this.#changed();
  }

  #keep(entry: Entry, change: Partial<KeptItem>): void {
    entry.kept = { ...entry.kept, ...change };
    void this.#kept.put('items', entry.kept);
  }

  #forget(entry: Entry): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
    void this.#kept.remove('items', entry.kept.key);
  }

  #dropMessage(message: KeptMessage): void {
    this.#messages = this.#messages.filter((other) => other !== message);
    void this.#kept.remove('messages', message.key);
  }

  #changed(): void {
    for (const message of this.#messages) this.#sendReady(message);
    this.#contents = new Map();
    for (const listener of this.#listeners) listener();
    this.#uploadNext();
  }

  /** Passes a message on to the outbox, once all its files are there. */
  #sendReady(message: KeptMessage): void {
    const own = this.#entries.filter(({ kept }) => kept.message === message.key);
    const files = own.flatMap(({ state }) => (state.name === 'done' ? state.info : []));
    if (files.length < own.length) return;
    this.#dropMessage(message);
    for (const entry of own) this.#forget(entry);
    const { channelId, threadId, alsoToChannel, replyToId, parts } = message;
    for (const [index, part] of (parts.length === 0 ? [''] : parts).entries()) {
      if (part === '' && files.length === 0) continue;
      const [carried, answered] = index === 0 && files.length > 0 ? [files, replyToId] : [undefined, index === 0 ? replyToId : null];
      const sent = threadId === null ? this.session.sending.send(channelKey(channelId), part, answered, carried) : this.session.sending.reply({ channelId, threadId, alsoToChannel }, part, answered, carried);
      sent.catch(() => undefined);
    }
  }
}

const known = new WeakMap<ChatSession, Uploads>();

export function uploadsOf(session: ChatSession): Uploads {
  const before = known.get(session);
  if (before !== undefined) return before;
  const uploads = new Uploads(session);
  known.set(session, uploads);
  offerUnsent(session, uploads);
  return uploads;
}
