// Whether the focus came to where it is by keyboard. The browser's own answer, `:focus-visible`, changes
// with the very key that is asked about.

const WALKS = /^(?:Arrow|Page|Tab|Home|End|Escape|Enter)/;
let pointed = false;

window.addEventListener('pointerdown', () => (pointed = true), { capture: true, passive: true });
window.addEventListener('keydown', ({ key }) => (pointed &&= !WALKS.test(key)), { capture: true, passive: true });

/** False for whoever has clicked last: then letters begin a text. */
export function byKeyboard(): boolean {
  return !pointed;
}
