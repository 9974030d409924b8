// A button that vanishes when it is pressed takes the focus with it, and keys go nowhere. What comes next has
// it then, before the next key: Esc still closes the dialog, and Tab goes on from there.

const FOCUSABLE = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex="0"]';

/** The ref of an element in which the focus is kept. */
export function keepFocus(frame: HTMLElement | null): (() => void) | undefined {
  if (frame === null) return undefined;
  let last: Node | null = null;
  const remember = ({ target }: FocusEvent): void => {
    last = target instanceof Node ? target : null;
  };
  const observer = new MutationObserver((changes) => {
    const { activeElement, body } = document;
    if (last === null || last.isConnected || (activeElement !== null && activeElement !== body)) return;
    const gone = changes.find(({ target, removedNodes }) => target.isConnected && [...removedNodes].some((node) => node.contains(last)));
    last = null;
    if (gone !== undefined) successor(gone, frame)?.focus({ preventScroll: true });
  });
  frame.addEventListener('focusin', remember);
  observer.observe(frame, { childList: true, subtree: true });
  return () => {
    frame.removeEventListener('focusin', remember);
    observer.disconnect();
  };
}

/** The nearest element behind what was removed, or else before it. */
function successor({ target, nextSibling }: MutationRecord, frame: HTMLElement): HTMLElement | null {
  for (let around: Node | null = target; around instanceof HTMLElement && frame.contains(around); around = around.parentElement) {
    const near = [...around.querySelectorAll<HTMLElement>(FOCUSABLE)];
    const behind = near.find((one) => nextSibling !== null && (nextSibling.contains(one) || isBefore(nextSibling, one)));
    const found = behind ?? near.at(-1);
    if (found !== undefined) return found;
  }
  return null;
}

function isBefore(one: Node, other: Node): boolean {
  return (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}
