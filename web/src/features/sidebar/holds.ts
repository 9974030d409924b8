// A finger that is held on a row opens its menu. Some browsers say so by `contextmenu`, those of iPhones by nothing.

const HOLD_MS = 450;
/** A finger that has moved so far, in pixels, is no longer held still. */
const STILL_WITHIN = 10;

/** Watches the rows of a list, until the signal ends that. */
export function watchHolds(list: HTMLElement, onHold: (row: HTMLElement) => void, signal: AbortSignal): void {
  let from: Touch | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held = false;

  const start = ({ touches, target }: TouchEvent): void => {
    clearTimeout(timer);
    held = false;
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-channel]') : null;
    if (row === null || touches.length !== 1) return;
    [from] = touches;
    timer = setTimeout(() => {
      held = true;
      navigator.vibrate?.(10);
      onHold(row);
    }, HOLD_MS);
  };
  const move = ({ touches: [now] }: TouchEvent): void => {
    if (from !== undefined && now !== undefined && Math.hypot(now.clientX - from.clientX, now.clientY - from.clientY) > STILL_WITHIN) clearTimeout(timer);
  };
  const end = (event: TouchEvent): void => {
    clearTimeout(timer);
    // The finger that opened the menu opens no conversation.
    if (held && event.cancelable) event.preventDefault();
  };

  list.addEventListener('touchstart', start, { signal, passive: true });
  list.addEventListener('touchmove', move, { signal, passive: true });
  list.addEventListener('touchend', end, { signal });
  list.addEventListener('touchcancel', end, { signal });
  signal.addEventListener('abort', () => clearTimeout(timer));
}
