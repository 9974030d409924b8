// Whether an element is near what is seen.

import { useEffect, useState, type RefObject } from 'react';

/** `root` is what scrolls; the window by default. */
export function useNear(element: RefObject<HTMLElement | null>, rootMargin: string, root?: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting === true), { root: root?.current ?? null, rootMargin });
    observer.observe(current);
    return () => observer.disconnect();
  }, [element, root, rootMargin]);
  return near;
}
