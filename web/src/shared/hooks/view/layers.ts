// What covers the conversation (a dialog, and on a phone a pane) is a step of its own in the browser's
// history: Back takes it away and leaves the conversation where it is. The address stays the same.

import { formatRoute } from './route';

/** Where there is one pane at a time. */
export const NARROW = '(max-width: 720px)';
/** Where people go back by a gesture or a key of their device. */
export const BACK_CLOSES = `${NARROW}, (max-width: 1080px) and (pointer: coarse)`;

/** The address of the list of conversations. */
const LIST = formatRoute({ channelId: null, seq: null });

/** True from when we go back by ourselves until the browser has done so. */
let going = false;
/** Where to go once it has. */
let next: string | null = null;

/** What is noted at a step of the history. */
interface Step {
  /** How many layers it stands for. */
  layers: number;
  /** True when the step before it is the list of conversations. */
  fromList: boolean;
}

function stepHere(): Partial<Step> {
  const state: unknown = window.history.state;
  return typeof state === 'object' && state !== null ? state : {};
}

/** How many layers the current step of the history stands for. */
export function layersHere(): number {
  return stepHere().layers ?? 0;
}

/**
 * Takes a reloaded page's step for what it is now: nothing covers anything any more. So too where
 * somebody signs in again while the browser still goes back for whoever was there before.
 */
export function forgetLayers(): void {
  going = false;
  next = null;
  if (layersHere() > 0) window.history.replaceState(null, '');
}

/** Makes the history have as many layers on top as the page shows. */
export function matchLayers(shown: number): void {
  if (going) return;
  const here = layersHere();
  for (let layers = here + 1; layers <= shown; layers += 1) window.history.pushState({ layers }, '');
  if (shown >= here) return;
  going = true;
  window.history.go(shown - here);
}

/** Says whether the step that the browser made is our own, and goes on where that was waited for. */
export function wasOurs(): boolean {
  if (!going) return false;
  const address = next;
  going = false;
  next = null;
  if (address !== null) pushAddress(address);
  return true;
}

/** Goes on to an address; from a layer, in its place. */
export function pushAddress(address: string): void {
  const { pathname } = window.location;
  const step: Partial<Step> = { fromList: pathname === LIST };
  if (going) next = address;
  else if (pathname === address) return;
  else if (layersHere() > 0) window.history.replaceState(step, '', address);
  else window.history.pushState(step, '', address);
}

/** Takes an address in place of the current one, which Back then skips. */
export function replaceAddress(address: string): void {
  if (going) next = address;
  else window.history.replaceState(null, '', address);
}

/** Goes back to the list where one came from it. Says whether that is so. */
export function backToList(): boolean {
  const fromList = stepHere().fromList === true;
  if (fromList) window.history.back();
  return fromList;
}
