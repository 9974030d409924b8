// Where the focus goes when a conversation is taken away together with what had it.

import { useEffect, useRef, type RefObject } from 'react';

import { useView } from '../shared/hooks/view/view';

/** Gives the focus to a heading that stands in place of a conversation, unless something else has it. */
export function useLostFocus(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  // On a page that has just been opened, reading begins at its top.
  const visited = useView((view) => view.recent.length > 0);
  const covered = useView((view) => view.dialog !== null);
  useEffect(() => {
    if (!visited || covered) return undefined;
    // A dialog that closes gives the focus back first, to what may be gone.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === document.body) heading.current?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [visited, covered]);
  return heading;
}
