// Where fingers type, the keyboard takes half the screen and has no Shift Enter.

/** True where fingers point: Enter makes a new line there, and nothing takes the focus unasked. */
export function byTouch(): boolean {
  return window.matchMedia('(pointer: coarse)').matches;
}
