// Copies several messages as what one would paste into a ticket. How is fetched once there are messages; until
// then the browser copies them as they look.

import { useEffect, useRef, type ClipboardEvent } from 'react';

import type { Describe, copyMessages } from './copying';

export function useCopying(describe: Describe): (event: ClipboardEvent<HTMLElement>) => void {
  const copy = useRef<typeof copyMessages | null>(null);
  useEffect(() => {
    const load = async (): Promise<void> => {
      copy.current = (await import('./copying')).copyMessages;
    };
    load().catch(() => undefined);
  }, []);
  return (event) => copy.current?.(event.nativeEvent, event.currentTarget, describe);
}
