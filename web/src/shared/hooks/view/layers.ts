// What covers the conversation (a dialog, and on a phone a pane) is a step of its own in the browser's
// history: Back takes it away and leaves the conversation where it is.

import { formatRoute } from './route';

/** Where there is one pane at a time. */
export const NARROW = '(max-width: 720px)';
/** Where a pane covers the conversation, as far as Back is concerned: by a gesture or a key of the device. */
export const PANE_COVERS = `${NARROW}, (max-width: 1080px) and (pointer: coarse)`;

/** The address of the list of conversations. */
const LIST = formatRoute({ channelId: null, seq: null });

/** True from when we go back by ourselves until the browser has done so. */
let going = false;
/** Where to go once it has. */
let next: (() => void) | null = null;

/** What is noted at a step of the history. */
interface Step {
  /** How many layers it stands for. */
  layers: number;
  /** True when the step before it is the list of conversations. */
  fromList: boolean;
  /** True when the conversation was opened along with the pane beside it. */
  held: boolean;
}

function stepHere(): Partial<Step> {
  const state: unknown = window.history.state;
  return typeof state === 'object' && state !== null ? state : {};
}

/** How many layers the current step of the history stands for. */
export function layersHere(): number {
  return stepHere().layers ?? 0;
}

/** Whether the conversation of the current step was opened along with the pane beside it. */
export function heldHere(): boolean {
  return stepHere().held === true;
}

/**
 * Takes a reloaded page's step for what it is now: of the layers that it stood for, `shown` were found
 * again. So too where somebody signs in again while the browser still goes back for whoever was there
 * before.
 */
export function forgetLayers(shown: number): void {
  going = false;
  next = null;
  if (layersHere() > shown) window.history.replaceState({ ...stepHere(), layers: shown }, '');
}

/** Makes the history have a step for each of these addresses: the conversation's, and one for each layer. */
export function matchLayers(steps: readonly string[], held = false): void {
  if (going) return;
  const here = layersHere();
  if (here >= steps.length) {
    going = true;
    window.history.go(steps.length - 1 - here);
    return;
  }
  const { pathname, search } = window.location;
  if (steps[here] !== pathname + search || held !== heldHere()) window.history.replaceState({ ...stepHere(), held }, '', steps[here]);
  for (let layers = here + 1; layers < steps.length; layers += 1) window.history.pushState({ layers, held }, '', steps[layers]);
}

/** Whether the step that the browser makes is our own. */
export function isOurs(): boolean {
  return going;
}

/** Says whether the step that the browser made is our own, and goes on where that was waited for. */
export function wasOurs(): boolean {
  if (!going) return false;
  const waiting = next;
  going = false;
  next = null;
  waiting?.();
  return true;
}

/**
 * Goes on to an address from that of the conversation; from a layer in its place, unless Back should lead to it.
 * Says whether that is another step: not where the user is there already.
 */
export function pushAddress(address: string, from: string, layer: 'replaced' | 'kept' = 'replaced', held = false): boolean {
  const { pathname, search } = window.location;
  const step: Partial<Step> = { fromList: from === LIST, held };
  if (address === from) return false;
  if (going) next = () => void pushAddress(address, from, layer, held);
  else if (address === pathname + search) return false;
  else if (layersHere() > 0 && layer === 'replaced') window.history.replaceState(step, '', address);
  else window.history.pushState(step, '', address);
  return true;
}

/** Takes an address in place of the current one, which Back then skips. */
export function replaceAddress(address: string, held = false): void {
  if (going) next = () => replaceAddress(address, held);
  else window.history.replaceState({ held }, '', address);
}

/** Goes back to the list where one came from it. Says whether that is so. */
export function backToList(): boolean {
  const fromList = stepHere().fromList === true;
  if (fromList) window.history.back();
  return fromList;
}
