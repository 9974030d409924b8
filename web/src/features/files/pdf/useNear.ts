// Whether an element is near what is seen.

import { useEffect, useState, type RefObject } from 'react';

/** `root` is what scrolls; the window by default. */
export function useNear(element: RefObject<HTMLElement | null>, rootMargin: string, root?: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    // Several of them come at once, the latest at the end.
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting === true), { root: root?.current ?? null, rootMargin });
    observer.observe(current);
    return () => observer.disconnect();
  }, [element, root, rootMargin]);
  return near;
}
