// Looking closer at a picture: by wheel, double click, two fingers or keys; moved by drawing it. One that is not
// enlarged is drawn sideways to the next.

import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';

const MOST = 8;
/** So far, in pixels, a picture is drawn until the next one is shown. */
const SWIPED_AT = 60;

interface View {
  scale: number;
  x: number;
  y: number;
}

const FIT: View = { scale: 1, x: 0, y: 0 };

export interface Zoom {
  scale: number;
  most: number;
  transform: string;
  by(factor: number): void;
  fit(): void;
  handlers: object;
}

/** `id` is what is shown: another one fits the window again. */
export function useZoom(ref: RefObject<HTMLDivElement | null>, id: string, step: (by: 1 | -1) => void): Zoom {
  const [{ of, ...view }, setView] = useState<View & { of: string }>({ ...FIT, of: id });
  const now = of === id ? view : FIT;
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const drawn = useRef(0);
  const set = (next: View): void => setView({ ...(next.scale <= 1 ? { ...FIT, x: next.scale < 1 ? 0 : next.x } : next), of: id });

  /** The point under the pointer stays where it is; `x` and `y` count from the middle. */
  function to(scale: number, x = 0, y = 0): void {
    const next = Math.min(MOST, Math.max(1, scale));
    const grown = next / now.scale;
    set(next === 1 ? FIT : { scale: next, x: x - (x - now.x) * grown, y: y - (y - now.y) * grown });
  }

  function fromMiddle({ clientX, clientY }: { clientX: number; clientY: number }): [number, number] {
    const box = ref.current?.getBoundingClientRect();
    return box === undefined ? [0, 0] : [clientX - box.left - box.width / 2, clientY - box.top - box.height / 2];
  }

  const latest = useRef<(event: WheelEvent) => void>(() => undefined);
  useEffect(() => {
    latest.current = (event) => {
      event.preventDefault();
      to(now.scale * Math.exp(-event.deltaY / 400), ...fromMiddle(event));
    };
  });
  useEffect(() => {
    const element = ref.current;
    // React listens to the wheel without the right to prevent the page from scrolling.
    const wheel = (event: WheelEvent): void => latest.current(event);
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  }, [ref]);

  function onPointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    drawn.current = 0;
    ref.current?.setPointerCapture(event.pointerId);
  }

  function onPointerMove(event: PointerEvent): void {
    const before = fingers.current.get(event.pointerId);
    if (before === undefined) return;
    const after = { x: event.clientX, y: event.clientY };
    const other = [...fingers.current].find(([key]) => key !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, after);
    if (other !== undefined) {
      const grown = distance(after, other) / Math.max(1, distance(before, other));
      drawn.current = 0;
      to(now.scale * grown, ...fromMiddle({ clientX: (after.x + other.x) / 2, clientY: (after.y + other.y) / 2 }));
    } else if (now.scale > 1) set({ ...now, x: now.x + after.x - before.x, y: now.y + after.y - before.y });
    else {
      drawn.current += after.x - before.x;
      set({ ...FIT, x: drawn.current });
    }
  }

  function onPointerUp(event: PointerEvent): void {
    if (!fingers.current.delete(event.pointerId) || fingers.current.size > 0 || now.scale > 1) return;
    set(FIT);
    if (Math.abs(drawn.current) >= SWIPED_AT) step(drawn.current < 0 ? 1 : -1);
    drawn.current = 0;
  }

  return {
    scale: now.scale,
    most: MOST,
    transform: `translate(${now.x}px, ${now.y}px) scale(${now.scale})`,
    by: (factor) => to(now.scale * factor),
    fit: () => set(FIT),
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: onPointerUp,
      onDoubleClick: (event: { clientX: number; clientY: number }) => (now.scale > 1 ? set(FIT) : to(2.5, ...fromMiddle(event))),
    },
  };
}

function distance(one: { x: number; y: number }, other: { x: number; y: number }): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
