// The latest searches of each user, kept on this device.

import { useSyncExternalStore } from 'react';

import { KeptChoice } from '../../shared/hooks/kept';

const MOST = 6;

type Kept = Readonly<Record<string, readonly string[]>>;
const NONE: readonly string[] = [];

const kept = new KeptChoice<Kept>('orvale-chat.searches', (value) => {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.flatMap(([user, queries]) => (Array.isArray(queries) ? [[user, queries.filter((query) => typeof query === 'string')]] : [])));
});

/** The latest first. */
export function useRecentSearches(username: string): readonly string[] {
  return useSyncExternalStore(kept.subscribe, () => of(username));
}

export function rememberSearch(username: string, query: string): void {
  if (query.trim() !== '') kept.set({ ...kept.get(), [username]: [query, ...of(username).filter((other) => other !== query)].slice(0, MOST) });
}

export function forgetSearches(username: string): void {
  kept.set({ ...kept.get(), [username]: NONE });
}

function of(username: string): readonly string[] {
  const all = kept.get();
  return Object.hasOwn(all, username) ? (all[username] ?? NONE) : NONE;
}
