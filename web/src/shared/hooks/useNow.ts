// The current time of the server, moving on twice a minute: enough for "5 min. ago".

import { useSyncExternalStore } from 'react';

import { useChat } from './client';

const STEP_MS = 30_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(step, STEP_MS);
  now = Date.now();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function step(): void {
  now = Date.now();
  for (const told of listeners) told();
}

export function useNow(): number {
  const offset = useChat((state) => state.clockOffsetMs);
  return useSyncExternalStore(subscribe, () => now) + offset;
}
