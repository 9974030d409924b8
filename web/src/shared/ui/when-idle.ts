// Parts of the page that a click or a key opens, e.g. menus. They are fetched once the page is idle, so that
// they open at once, also while the server is away. A few at a time: what the user asks for meanwhile goes before.
// Where the user asked the browser to save data, they are fetched when they are opened.

import type { Load } from '../registry/registry';
import { letThrough } from './first-things';
import { preload } from './LazyPart';

/** So many are fetched at the same time. */
const TOGETHER = 4;
/** Where the browser does not say when it is idle. */
const SOON_MS = 200;

const parts: Load<never>[] = [];
const waiting: (() => Promise<unknown>)[] = [];
let idle = false;
let running = false;

/** Has a part fetched once the page is idle; from then on, as soon as what opens it is there. */
export function whenIdle<L extends Load<never>>(load: L): L {
  parts.push(load);
  if (idle) fetchIdly([() => preload(load)]);
  return load;
}

/** Fetches all of them, and those that come later. */
export function fetchParts(): void {
  letThrough();
  idle = !savesData();
  fetchAhead(parts.map((load) => () => preload(load)));
}

/** Fetches what is perhaps needed later, unless data is to be saved. */
export function fetchAhead(loads: readonly (() => Promise<unknown>)[]): void {
  if (!savesData()) fetchIdly(loads);
}

/** False in browsers that do not say it. */
function savesData(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
}

/** Fetches whatever else is needed. What cannot be fetched now is fetched when it is opened. */
export function fetchIdly(loads: readonly (() => Promise<unknown>)[]): void {
  waiting.push(...loads);
  if (!running) void fetchNext();
}

async function fetchNext(): Promise<void> {
  running = true;
  while (waiting.length > 0) {
    // One after the other, or they would not be a few at a time.
    // oxlint-disable-next-line no-await-in-loop
    await untilIdle();
    // oxlint-disable-next-line no-await-in-loop
    await Promise.allSettled(waiting.splice(0, TOGETHER).map((load) => load()));
  }
  running = false;
}

const soon = (call: () => void): unknown => setTimeout(call, SOON_MS);

function untilIdle(): Promise<unknown> {
  return new Promise((resolve) => (globalThis.requestIdleCallback ?? soon)(resolve));
}
