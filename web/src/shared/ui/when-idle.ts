// Parts of the page that a click or a key opens, e.g. menus. They are fetched once the page is idle, so that
// they open at once, also while the server is away.

import type { Load } from '../registry/registry';
import { preload } from './LazyPart';

const parts: Load<never>[] = [];
let idle = false;

/** Has a part fetched once the page is idle; from then on, as soon as what opens it is there. */
export function whenIdle<L extends Load<never>>(load: L): L {
  parts.push(load);
  if (idle) fetchPart(load);
  return load;
}

/** Fetches all of them, and those that come later. */
export function fetchParts(): void {
  idle = true;
  parts.forEach(fetchPart);
}

function fetchPart(load: Load<never>): void {
  // What cannot be fetched now is fetched when it is opened.
  preload(load).catch(() => undefined);
}
