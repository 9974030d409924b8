// What was begun and not sent, per place. Survives reloads, logouts and expired logins.

import type { ConversationKey } from '../store/conversation';

/** The part of `localStorage` that is used. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** A begun message. */
export interface Draft {
  text: string;
  replyToId: number | null;
}

/** Where something was begun: a conversation, or a message that is being changed. */
export type DraftPlace = ConversationKey | `edit.${number}`;

const PREFIX = 'orvale-chat.draft';

export class Drafts {
  /** What the storage did not take: it may be switched off or full. Another tab may write to it too. */
  readonly #memory = new Map<string, Draft>();
  readonly #watchers = new Map<string, Set<() => void>>();

  constructor(private readonly storage: TextStorage | null) {}

  get(user: string, place: DraftPlace): Draft | null {
    const key = keyOf(user, place);
    const kept = this.#memory.get(key);
    if (kept !== undefined) return kept;
    try {
      return parse(this.storage?.getItem(key) ?? null);
    } catch {
      return null;
    }
  }

  /** Keeps a draft; an empty one is forgotten. */
  set(user: string, place: DraftPlace, draft: Draft): void {
    const key = keyOf(user, place);
    const empty = draft.text.trim() === '' && draft.replyToId === null;
    this.#memory.delete(key);
    try {
      if (empty) this.storage?.removeItem(key);
      else if (this.storage === null) this.#memory.set(key, draft);
      else this.storage.setItem(key, JSON.stringify(draft));
    } catch {
      // Storage refused: the draft lives as long as the page.
      if (!empty) this.#memory.set(key, draft);
    }
  }

  /** Puts a text that was not sent back to where it is written, behind what has been begun there since. */
  bringBack(user: string, place: DraftPlace, draft: Draft): void {
    const begun = this.get(user, place);
    const text = [begun?.text ?? '', draft.text].filter((part) => part.trim() !== '').join('\n');
    this.set(user, place, { text, replyToId: begun?.replyToId ?? draft.replyToId });
    for (const listener of this.#watchers.get(keyOf(user, place)) ?? []) listener();
  }

  /** Calls `listener` when a draft was brought back, or changed in another tab; the result ends that. */
  watch(user: string, place: DraftPlace, listener: () => void): () => void {
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

/** Calls `listener` when another tab has changed what the runtime's storage holds under `key`. */
export function watchStorage(key: string, listener: () => void): () => void {
  const heard = (event: StorageEvent): void => {
    // Without a key everything was cleared.
    if (event.key === key || event.key === null) listener();
  };
  globalThis.addEventListener?.('storage', heard);
  return () => globalThis.removeEventListener?.('storage', heard);
}

/** The runtime's own storage; `null` where there is none or the user forbids it. */
export function runtimeStorage(): TextStorage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** A channel's drafts have always been stored under its bare id. */
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
