// On a phone, what covers the conversation (a pane, a dialog) is a step of its own in the browser's
// history: Back takes it away and leaves the conversation where it is. The address stays the same.

/** Where there is one pane at a time. */
export const NARROW = '(max-width: 720px)';
/** Where people go back by a gesture or a key of their device. */
export const BACK_CLOSES = `${NARROW}, (max-width: 1080px) and (pointer: coarse)`;

/** True from when we go back by ourselves until the browser has done so. */
let going = false;
/** Where to go once it has. */
let next: string | null = null;

/** How many layers the current step of the history stands for. */
export function layersHere(): number {
  const state: unknown = window.history.state;
  const layers = typeof state === 'object' && state !== null ? (state as { layers?: unknown }).layers : undefined;
  return typeof layers === 'number' ? layers : 0;
}

/** Takes a reloaded page's step for what it is now: nothing covers anything any more. */
export function forgetLayers(): void {
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
  if (going) next = address;
  else if (window.location.pathname === address) return;
  else if (layersHere() > 0) window.history.replaceState(null, '', address);
  else window.history.pushState(null, '', address);
}
