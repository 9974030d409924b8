// Light or dark: what was chosen on this device, or what the system says. The document carries it as
// `data-scheme`, which all colours follow.

import { useSyncExternalStore } from 'react';

import { runtimeStorage, watchStorage } from '../../core/drafts/drafts';

export type Mode = 'light' | 'dark' | 'system';

const KEY = 'mui-mode';
const DARK = '(prefers-color-scheme: dark)';
const listeners = new Set<() => void>();
let mode: Mode = 'system';

/** Call before the first paint. Follows the system and the other tabs from then on. */
export function startScheme(): void {
  read();
  window.matchMedia(DARK).addEventListener('change', show);
  watchStorage(KEY, read);
  // Paper is white.
  window.addEventListener('beforeprint', () => paint('light'));
  window.addEventListener('afterprint', show);
}

export function setMode(next: Mode): void {
  mode = next;
  try {
    runtimeStorage()?.setItem(KEY, next);
  } catch {
    // Not stored: the choice lasts until the page is closed.
  }
  show();
}

export function useMode(): Mode {
  return useSyncExternalStore(subscribe, () => mode);
}

export function useDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}

function read(): void {
  let kept: string | null = null;
  try {
    kept = runtimeStorage()?.getItem(KEY) ?? null;
  } catch {
    // Unreadable: as the system.
  }
  mode = kept === 'light' || kept === 'dark' ? kept : 'system';
  show();
}

function isDark(): boolean {
  return mode === 'dark' || (mode === 'system' && window.matchMedia(DARK).matches);
}

function show(): void {
  paint(isDark() ? 'dark' : 'light');
  for (const listener of listeners) listener();
}

function paint(scheme: 'light' | 'dark'): void {
  document.documentElement.dataset['scheme'] = scheme;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
