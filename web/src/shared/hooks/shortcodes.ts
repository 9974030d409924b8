// Short codes that were typed to their end, as the emoji they mean.

import dataSource from 'emoji-picker-element-data/en/emojibase/data.json?url';

import { usual } from './emoji';

interface Named {
  emoji: string;
  shortcodes?: string[];
}

/** Not within a word, a time or an address. */
const CODE = /(?<![\p{L}\p{N}/]):([a-z0-9_+-]{1,40}):(?![\p{L}\p{N}])/gu;
const VERBATIM = /(```[\s\S]*?(?:```|$)|`[^`\n]+`)/;
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
    const response = await fetch(dataSource, { signal: AbortSignal.timeout(LOADED_WITHIN_MS) });
    const emoji = (await response.json()) as Named[];
    names = new Map(emoji.flatMap((one) => (one.shortcodes ?? []).map((code) => [code, usual(one.emoji)] as const)));
  } catch {
    loading = null;
  }
}

/** The text with its short codes as emoji, but for code; `null` while what they mean is not loaded. */
export function withEmoji(text: string): string | null {
  const parts = text.split(VERBATIM);
  const coded = parts.some((part, index) => index % 2 === 0 && part.search(CODE) !== -1);
  if (!coded) return text;
  return names === null ? null : replaced(parts, names);
}

function replaced(parts: readonly string[], known: ReadonlyMap<string, string>): string {
  // Splitting by a captured pattern leaves what it found at every other place.
  return parts
    .map((part, index) => (index % 2 === 1 ? part : part.replace(CODE, (code, name: string) => known.get(name) ?? code)))
    .join('');
}
