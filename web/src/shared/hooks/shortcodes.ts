// Short codes that were typed to their end, as the emoji they mean.

import dataSource from 'emoji-picker-element-data/en/emojibase/data.json?url';

import { mayHoldShortcodes, replaceShortcodes } from '../../core/formatting/shortcodes';

interface Named {
  emoji: string;
  shortcodes?: string[];
}

const LOADED_WITHIN_MS = 3000;

let names: ReadonlyMap<string, string> | null = null;
let loading: Promise<void> | null = null;

/** Fetches what the codes mean. Never fails: without an answer they stay text. */
export function loadShortcodes(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  try {
    const { usual } = await import('./emoji');
    const response = await fetch(dataSource, { signal: AbortSignal.timeout(LOADED_WITHIN_MS) });
    const emoji = (await response.json()) as Named[];
    names = new Map(emoji.flatMap((one) => (one.shortcodes ?? []).map((code) => [code, usual(one.emoji)] as const)));
  } catch {
    loading = null;
  }
}

/** The text with its short codes as emoji, but for code; `null` while what they mean is not loaded. */
export function withEmoji(text: string): string | null {
  if (!mayHoldShortcodes(text)) return text;
  const known = names;
  return known === null ? null : replaceShortcodes(text, (code) => known.get(code));
}
