// Shows an element on the whole screen.

import { useEffect, useState, type RefObject } from 'react';

export function useFullscreen(element: RefObject<HTMLElement | null>): { possible: boolean; on: boolean; toggle(): void } {
  const [on, setOn] = useState(false);
  useEffect(() => {
    const changed = (): void => setOn(document.fullscreenElement !== null && document.fullscreenElement === element.current);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, [element]);
  const toggle = (): void => {
    // A browser that refuses leaves everything as it is.
    if (on) void document.exitFullscreen().catch(() => undefined);
    else void element.current?.requestFullscreen().catch(() => undefined);
  };
  return { possible: document.fullscreenEnabled, on, toggle };
}
