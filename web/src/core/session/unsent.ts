// The messages that were not sent, the drafts and the attached files of conversations that do not show them: the user was removed
// from it, or it was archived, deleted or hidden, or has no box to write in any more. Only what offers them loads this. It never
// discards one by itself, and does not know where attached files are kept.

import type { Draft, DraftPlace } from '../drafts/drafts';
import { PREFIX, runtimeStorage } from '../drafts/drafts';
import { placesOf } from '../drafts/places';
import { asChatError } from '../protocol/errors';
import type { ChannelView, FileInfo } from '../protocol/generated';
import type { ConversationKey } from '../store/conversation';
import { isClosedThread } from '../store/closed-thread';
import { postingRight } from '../store/rights';
import type { ChatState } from '../store/state';
import type { ChatSession as Session } from './session';

export interface UnsentText {
  key: string;
  kind: 'message' | 'draft' | 'files';
  /** `null` where the conversation of a reply or an edited message can no longer be found out. */
  channelId: number | null;
  /** What the conversation was called; `null` where this device does not know, and for a direct one. */
  name: string | null;
  text: string;
  /** Its files that the server has. */
  files: readonly FileInfo[];
  /** Its files that only this browser has. */
  attached: readonly AttachedFile[];
  /** True in a thread that nobody can reply in any more, though the conversation around it has a box to write in. */
  closed: boolean;
  /** When it was to be sent. */
  at: number | null;
  /** Returns what keeps it again, as a draft; nothing where files go with it, which are not kept again. */
  discard(): Promise<Keep | undefined> | Keep | Promise<void> | void;
}

type Keep = () => void;

export interface AttachedFile {
  key: string;
  name: string;
  /** Puts it where the browser saves files. */
  save(): void;
}

/** The files that are attached to what is begun in a conversation, or that a message there waits for. */
export interface Attached {
  key: string;
  place: ConversationKey;
  /** The text of the message that waits for them. */
  text: string;
  files: readonly AttachedFile[];
  discard(): void;
}

interface KeptDraft extends Draft {
  place: DraftPlace;
  channelId: number | null;
}

const NAMES = 'orvale-chat.unsent-names';
const NONE: readonly UnsentText[] = [];

const made = new WeakMap<Session, Unsent>();

/** The same for the whole session. */
export function unsentOf(session: Session): Unsent {
  const unsent = made.get(session) ?? new Unsent(session);
  made.set(session, unsent);
  return unsent;
}

export class Unsent {
  readonly #session: Session;
  readonly #listeners = new Set<() => void>();
  /** The channel of each message that a reply or an edit belongs to, as far as the server has said. */
  readonly #places = new Map<number, number>();
  /** Those of which it has said that the user may not see them. */
  readonly #gone = new Set<number>();
  /** Those without replies that it has said to be deleted: they take none. */
  readonly #closed = new Set<number>();
  #user: string | undefined;
  #names: Record<string, string> = {};
  #drafts: readonly KeptDraft[] = [];
  #attached: () => readonly Attached[] = () => [];
  /** The channels of the places that files are attached at, as far as they are known. */
  #attachedAt = new Map<ConversationKey, number | null>();
  /** What is attached, as it was offered last. */
  #offered = { places: '', items: '' };
  /** How often it was looked: only the latest look counts. */
  #looks = 0;
  #texts = NONE;
  #before: readonly unknown[] = [];
  #listed = '';

  constructor(session: Session) {
    this.#session = session;
    session.store.subscribe(() => this.#follow());
    globalThis.addEventListener?.('storage', ({ key, newValue }) => {
      // Discarded, or sent, in another tab.
      if (newValue === null && key?.startsWith(PREFIX) !== false) this.read();
    });
    this.#follow();
  }

  get = (): readonly UnsentText[] => this.#texts;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Looks for drafts again: they are no part of the state. */
  read(): void {
    void this.#read();
  }

  /** Keeps a text as a draft again: it goes back to its box, or is offered where there is none. */
  keep(place: DraftPlace, draft: Draft): void {
    this.#session.drafts.bringBack(this.#user ?? '', place, draft);
    this.read();
  }

  /** Offers attached files as well. Returns what is to be called whenever they may be others, such as at each step of an upload. */
  offer(attached: () => readonly Attached[]): () => void {
    this.#attached = attached;
    const changed = (): void => {
      const now = attached();
      const before = this.#offered;
      this.#offered = {
        places: [...new Set(now.map(({ place }) => place))].join(),
        items: JSON.stringify(now.map(({ key, text, files }) => [key, text, files.map((file) => file.key)])),
      };
      if (this.#offered.places !== before.places) this.read();
      else if (this.#offered.items !== before.items) this.#change();
    };
    changed();
    return changed;
  }

  #follow(): void {
    const { channels, outgoing, me, phase, permissions } = this.#session.store.state;
    const online = phase.name === 'online';
    const now = [channels, outgoing, me, online, permissions];
    if (now.every((part, index) => part === this.#before[index])) return;
    const sent = outgoing !== this.#before[1];
    this.#before = now;
    // Most changes of a conversation do not concern whether it is listed.
    const listed = [me?.username, online, ...Object.values(channels).map((channel) => `${channel.id} ${isListed(channel)} ${postingRight(channel, permissions)}`)].join();
    if (listed === this.#listed) {
      if (sent) this.#change();
      return;
    }
    this.#listed = listed;
    this.#gone.clear();
    if (me?.username !== this.#user) {
      this.#user = me?.username;
      this.#drafts = [];
      this.#names = storedNames(this.#namesKey);
    }
    for (const { id, type, name } of Object.values(channels)) if (type !== 'direct') this.#names[id] = name;
    this.#change();
    this.read();
  }

  async #read(): Promise<void> {
    const { drafts, store } = this.#session;
    const user = store.state.me?.username;
    if (user === undefined) return;
    const look = ++this.#looks;
    const found = await Promise.all(
      placesOf(drafts, user).map(async (place): Promise<KeptDraft[]> => {
        const draft = drafts.get(user, place);
        const channelId = draft === null || draft.text.trim() === '' ? undefined : await this.#channelOf(place);
        return draft === null || channelId === undefined ? [] : [{ ...draft, place, channelId }];
      }),
    );
    if (look !== this.#looks) return;
    const places = [...new Set(this.#attached().map(({ place }) => place))];
    const channels = await Promise.all(places.map(async (place) => [place, await this.#channelOf(place)] as const));
    // A draft may have been discarded, or somebody else have logged in, meanwhile.
    if (look !== this.#looks || store.state.me?.username !== user) return;
    this.#attachedAt = new Map(channels.flatMap(([place, channelId]) => (channelId === undefined ? [] : [[place, channelId]])));
    this.#drafts = found.flat().filter(({ place }) => drafts.get(user, place) !== null);
    this.#change();
  }

  /** The channel that a draft belongs to; `null` if the user may no longer know, `undefined` if that is not known now. */
  async #channelOf(place: DraftPlace): Promise<number | null | undefined> {
    const { store, rest } = this.#session;
    const id = Number(/\d+$/.exec(place)?.[0]);
    if (place.startsWith('channel:')) return id;
    const known = store.state.threads[id]?.channelId ?? this.#places.get(id);
    if (known !== undefined) return known;
    if (this.#gone.has(id)) return null;
    if (store.state.phase.name !== 'online') return undefined;
    try {
      const { channelId, deletedAt, thread } = await rest.message(id);
      if (deletedAt !== null && thread === undefined) this.#closed.add(id);
      this.#places.set(id, channelId);
      return channelId;
    } catch (thrown) {
      if (!['not_found', 'forbidden'].includes(asChatError(thrown).code)) return undefined;
      this.#gone.add(id);
      return null;
    }
  }

  #change(): void {
    const { state } = this.#session.store;
    const before = this.#texts;
    const texts = state.me === null ? NONE : [...this.#messagesIn(state), ...this.#draftsIn(state, state.me.username), ...this.#filesIn(state)];
    this.#keepNames(texts);
    this.#texts = texts.map((text) => ({ ...text, name: this.#names[text.channelId ?? ''] ?? null }));
    if (texts.length === 0 && before.length === 0) this.#texts = before;
    else for (const listener of this.#listeners) listener();
  }

  #messagesIn({ outgoing, channels }: ChatState): UnsentText[] {
    return outgoing
      .filter(({ channelId, status }) => status === 'failed' && !isListed(channels[channelId]))
      .map(({ clientId, channelId, conversation, text, replyToId, files = [], createdAt }) => ({
        key: clientId,
        kind: 'message',
        channelId,
        name: null,
        text,
        files,
        attached: [],
        closed: false,
        at: createdAt,
        discard: async () => {
          await this.#session.sending.discard(clientId);
          return files.length > 0 ? undefined : () => this.keep(conversation, { text, replyToId });
        },
      }));
  }

  #draftsIn(state: ChatState, user: string): UnsentText[] {
    return this.#drafts
      .filter(({ channelId, place }) => this.#isUnseen(state, channelId, place))
      .map(({ place, channelId, text, replyToId }) => ({
        key: place,
        kind: 'draft',
        channelId,
        name: null,
        text,
        files: [],
        attached: [],
        closed: this.#isClosed(state, channelId, place),
        at: null,
        discard: () => {
          this.#session.drafts.set(user, place, { text: '', replyToId: null });
          this.#drafts = this.#drafts.filter((draft) => draft.place !== place);
          this.#change();
          return () => this.keep(place, { text, replyToId });
        },
      }));
  }

  #filesIn(state: ChatState): UnsentText[] {
    return this.#attached().flatMap(({ key, place, text, files, discard }) => {
      const channelId = this.#attachedAt.get(place);
      if (channelId === undefined || !this.#isUnseen(state, channelId, place)) return [];
      return [{ key, kind: 'files', channelId, name: null, text, files: [], attached: files, closed: this.#isClosed(state, channelId, place), at: null, discard }];
    });
  }

  /** Whether the box of a place is not to be seen: what is begun in it is then shown nowhere. */
  #isUnseen(state: ChatState, channelId: number | null, place: DraftPlace): boolean {
    const channel = state.channels[channelId ?? 0];
    return !isListed(channel) || this.#isClosed(state, channelId, place) || (!place.startsWith('edit.') && postingRight(channel, state.permissions) !== 'allowed');
  }

  #isClosed(state: ChatState, channelId: number | null, place: DraftPlace): boolean {
    if (!place.startsWith('thread:') || channelId === null) return false;
    const id = Number(place.slice('thread:'.length));
    return isClosedThread(state, channelId, id) || this.#closed.has(id);
  }

  get #namesKey(): string {
    return `${NAMES}.${this.#user}`;
  }

  /** Keeps what the conversations of these texts are called, for a page that is opened later. */
  #keepNames(texts: readonly UnsentText[]): void {
    const named = texts.flatMap(({ channelId }) => {
      const name = this.#names[channelId ?? ''];
      return name === undefined ? [] : [[channelId, name] as const];
    });
    try {
      if (texts.length === 0 && this.#texts.length > 0) runtimeStorage()?.removeItem(this.#namesKey);
      else if (named.length > 0) runtimeStorage()?.setItem(this.#namesKey, JSON.stringify(Object.fromEntries(named)));
    } catch {
      // They are only not named on the next page.
    }
  }
}

/** Whether the sidebar lists a conversation. */
function isListed(channel: ChannelView | undefined): channel is ChannelView {
  return channel !== undefined && channel.active && channel.role !== null && !channel.hidden;
}

function storedNames(key: string): Record<string, string> {
  try {
    return JSON.parse(runtimeStorage()?.getItem(key) ?? '{}') as Record<string, string>;
  } catch {
    return {};
  }
}
