// Unsent drafts of each conversation. They survive reloads, logouts and expired logins.

import type { ConversationKey } from '../store/conversation';

/** The part of `localStorage` that is used. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** The draft of a message. */
export interface Draft {
  text: string;
  replyToId: number | null;
}

/** What a draft belongs to: a conversation, or a message that is being edited. */
export type DraftPlace = ConversationKey | `edit.${number}`;

export const PREFIX = 'orvale-chat.draft';

export class Drafts {
  /** Drafts that could not be stored, since storage may be disabled or full. Other tabs write to it, too. */
  readonly memory = new Map<string, Draft>();
  readonly #watchers = new Map<string, Set<(restored?: boolean) => void>>();

  constructor(readonly storage: TextStorage | null) {}

  get(user: string, place: DraftPlace): Draft | null {
    const key = keyOf(user, place);
    const kept = this.memory.get(key);
    if (kept !== undefined) return kept;
    try {
      return parse(this.storage?.getItem(key) ?? null);
    } catch {
      return null;
    }
  }

  /** Stores a draft; an empty one is removed. */
  set(user: string, place: DraftPlace, draft: Draft): void {
    const key = keyOf(user, place);
    const empty = draft.text.trim() === '' && draft.replyToId === null;
    this.memory.delete(key);
    try {
      if (empty) this.storage?.removeItem(key);
      else if (this.storage === null) this.memory.set(key, draft);
      else this.storage.setItem(key, JSON.stringify(draft));
    } catch {
      // Not stored: the draft lasts until the page is closed.
      if (!empty) this.memory.set(key, draft);
    }
  }

  /** Returns an unsent text to its draft, after what has been written there since. */
  bringBack(user: string, place: DraftPlace, draft: Draft): void {
    const begun = this.get(user, place);
    const text = [begun?.text ?? '', draft.text].filter((part) => part.trim() !== '').join('\n');
    this.set(user, place, { text, replyToId: begun?.replyToId ?? draft.replyToId });
    for (const listener of this.#watchers.get(keyOf(user, place)) ?? []) listener(true);
  }

  /**
   * Calls `listener` when a draft was restored, with `true`, or changed in another tab. Returns a function that
   * unsubscribes.
   */
  watch(user: string, place: DraftPlace, listener: (restored?: boolean) => void): () => void {
    const key = keyOf(user, place);
    const watchers = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, watchers.add(listener));
    const end = watchStorage(key, listener);
    return () => {
      watchers.delete(listener);
      end();
    };
  }
}

/** Calls `listener` when another tab has changed the value of `key` in the storage. */
export function watchStorage(key: string, listener: () => void): () => void {
  const heard = (event: StorageEvent): void => {
    // Without a key, the whole storage was cleared.
    if (event.key === key || event.key === null) listener();
  };
  globalThis.addEventListener?.('storage', heard);
  return () => globalThis.removeEventListener?.('storage', heard);
}

/** The runtime's own storage; `null` if there is none or the user does not allow it. */
export function runtimeStorage(): TextStorage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** Drafts of channels are stored under the channel's id, as in earlier versions. */
function keyOf(user: string, place: DraftPlace): string {
  return `${PREFIX}.${user}.${place.replace('channel:', '')}`;
}

function parse(kept: string | null): Draft | null {
  if (kept === null) return null;
  const value: unknown = JSON.parse(kept);
  if (typeof value !== 'object' || value === null) return null;
  const { text, replyToId } = value as Record<string, unknown>;
  if (typeof text !== 'string') return null;
  return { text, replyToId: typeof replyToId === 'number' ? replyToId : null };
}
