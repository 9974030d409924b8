// Has the emoji at hand before somebody wants one: to fetch and store them takes seconds on a slow machine.

import { KeptChoice } from './kept';
import type { Language } from './preferences';

/** The data that this browser has stored, by its address, which changes with it. */
const stored = new KeptChoice<readonly string[]>('orvale-chat.emoji-stored', (kept) => (Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : []));

const preparing = new Map<Language, Promise<void>>();

/** Stores the emoji with their words in a language, and those with short codes, which are English. Never fails: what is missing is fetched when it is needed. */
export function prepareEmoji(language: Language): Promise<unknown> {
  return Promise.all([...new Set<Language>([language, 'en'])].map(prepare));
}

function prepare(language: Language): Promise<void> {
  const begun = preparing.get(language) ?? fill(language).catch(() => undefined);
  preparing.set(language, begun);
  return begun;
}

async function fill(language: Language): Promise<void> {
  if (typeof Worker === 'undefined') return;
  const { emojiSources } = await import('./emoji');
  const dataSource = emojiSources[language];
  if (stored.get().includes(dataSource)) return;
  const worker = new Worker(new URL('emoji-worker.ts', import.meta.url), { type: 'module' });
  try {
    const filled = await new Promise<boolean>((resolve) => {
      worker.addEventListener('message', ({ data }: MessageEvent<boolean>) => resolve(data));
      worker.addEventListener('error', () => resolve(false));
      // A worker has no origin to name.
      // oxlint-disable-next-line require-post-message-target-origin
      worker.postMessage({ dataSource: new URL(dataSource, window.location.href).href, locale: language });
    });
    if (filled) stored.set([...stored.get().slice(-3), dataSource]);
  } finally {
    worker.terminate();
  }
}
