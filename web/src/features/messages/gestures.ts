// Fingers on a message: held down it opens its menu, drawn to the right it is answered. Fetched where
// fingers point.

export interface GestureHandlers {
  hold(row: HTMLElement): void;
  swipe(row: HTMLElement): void;
}

const HOLD_MS = 450;
/** A finger that has moved so far, in pixels, is no longer held still. */
const STILL_WITHIN = 10;
/** So far a message is drawn until it is answered. */
const ANSWERS_AT = 56;
const MOST_DRAWN = 80;
/** What starts at the edge of the screen is the system's way back. */
const EDGE = 24;
/** What has a meaning of its own when held, and what scrolls sideways itself. */
const HELD_ITSELF = 'a, button, input, textarea';
const DRAWN_ITSELF = 'pre, input, textarea';

interface Touched {
  row: HTMLElement;
  x: number;
  y: number;
  timer: ReturnType<typeof setTimeout>;
  doing: 'waiting' | 'holding' | 'swiping' | 'scrolling';
  drawn: number;
}

/** Watches the messages of a list; the result ends that. */
export function watchGestures(list: HTMLElement, on: GestureHandlers): () => void {
  let touched: Touched | null = null;

  function start(event: TouchEvent): void {
    end();
    const [touch, ...others] = event.touches;
    const target = event.target instanceof Element ? event.target : null;
    const row = target?.closest<HTMLElement>('article[data-message]') ?? null;
    if (touch === undefined || others.length > 0 || row === null || target === null) return;
    const held = target.closest(HELD_ITSELF) === null;
    const timer = setTimeout(() => hold(), HOLD_MS);
    if (!held) clearTimeout(timer);
    const drawable = touch.clientX > EDGE && target.closest(DRAWN_ITSELF) === null;
    touched = { row, x: touch.clientX, y: touch.clientY, timer, doing: drawable ? 'waiting' : 'scrolling', drawn: 0 };
  }

  function hold(): void {
    if (touched === null) return;
    touched.doing = 'holding';
    navigator.vibrate?.(10);
    on.hold(touched.row);
  }

  function move(event: TouchEvent): void {
    const [touch] = event.touches;
    if (touched === null || touch === undefined) return;
    const across = touch.clientX - touched.x;
    const along = Math.abs(touch.clientY - touched.y);
    if (Math.abs(across) > STILL_WITHIN || along > STILL_WITHIN) clearTimeout(touched.timer);
    if (touched.doing === 'waiting') {
      if (along > STILL_WITHIN || across < -STILL_WITHIN) touched.doing = 'scrolling';
      else if (across > STILL_WITHIN && across > along) touched.doing = 'swiping';
    }
    if (touched.doing === 'swiping') draw(touched, Math.min(MOST_DRAWN, Math.max(0, across)));
  }

  function lift(event: TouchEvent): void {
    if (touched === null) return;
    const { doing, row, drawn } = touched;
    // The finger that opened a menu clicks on nothing in it.
    if (doing !== 'waiting' && doing !== 'scrolling' && event.cancelable) event.preventDefault();
    end();
    if (doing === 'swiping' && drawn >= ANSWERS_AT) on.swipe(row);
  }

  function end(): void {
    if (touched === null) return;
    clearTimeout(touched.timer);
    draw(touched, 0);
    touched = null;
  }

  function keepMenu(event: Event): void {
    if (touched !== null && (event.target as Element).closest(HELD_ITSELF) === null) event.preventDefault();
  }

  list.addEventListener('touchstart', start, { passive: true });
  list.addEventListener('touchmove', move, { passive: true });
  list.addEventListener('touchend', lift);
  list.addEventListener('touchcancel', end);
  list.addEventListener('contextmenu', keepMenu);
  return () => {
    end();
    list.removeEventListener('touchstart', start);
    list.removeEventListener('touchmove', move);
    list.removeEventListener('touchend', lift);
    list.removeEventListener('touchcancel', end);
    list.removeEventListener('contextmenu', keepMenu);
  };
}

function draw(touched: Touched, pixels: number): void {
  const { row } = touched;
  if (touched.drawn < ANSWERS_AT && pixels >= ANSWERS_AT) navigator.vibrate?.(10);
  touched.drawn = pixels;
  row.style.translate = pixels === 0 ? '' : `${pixels}px`;
  if (pixels === 0) delete row.dataset['swipe'];
  else row.dataset['swipe'] = pixels >= ANSWERS_AT ? 'answers' : 'begun';
}
