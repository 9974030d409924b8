// The marks on a shared screen, above its picture, and what the user draws there.

import { memo, useEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent, type PointerEvent } from 'react';

import type { Mark, MarkColor, MarkTool, SharedScreen } from '../../../core/protocol/generated';
import { isComposing } from '../../../core/keyboard/composing';
import { useChat } from '../../../shared/hooks/client';
import { useWords } from '../call-words';
import { keyOf } from '../state';
import { useCallCenter, useNameOf } from '../useCalls';
import styles from './Annotations.module.css';
import type { Drawing, Drawings, Pointer, Stroke } from './drawings';
import { arrowPath, EDGE, fitted, HEIGHT, linePath, placed, pointAt } from './shapes';

/** With what the user draws; `pointer` only points. */
export type Tool = MarkTool | 'pointer';

interface LayerProps {
  share: SharedScreen;
  /** Of the picture: its width by its height. */
  aspect: number;
  /** `null` while the user only looks. */
  tool: Tool | null;
  color: MarkColor;
  onDone(): void;
}

const NOTHING: Drawing = { marks: [], pointers: [] };
const never = (): (() => void) => () => undefined;
/** A line has no points that are closer to each other. */
const CLOSE = 12;
const LONGEST_TEXT = 200;
const MIDDLE: [number, number] = [EDGE / 2, EDGE / 2];
/** How far an arrow key moves. */
const STEP = { usual: 200, fine: 40 } as const;
const MOVES: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function AnnotationLayer(props: LayerProps) {
  const { share, aspect, tool } = props;
  const { running } = useCallCenter();
  const drawings = running?.drawings ?? null;
  const key = keyOf(share.user, share.deviceId);
  const { marks, pointers } = useSyncExternalStore(drawings?.subscribe ?? never, () => drawings?.of(key) ?? NOTHING);
  return (
    <>
      <svg className={styles.marks} viewBox={`0 0 ${HEIGHT * aspect} ${HEIGHT}`} aria-hidden data-marks={marks.length}>
        {marks.map((mark) => (
          <MarkView key={`${mark.user}|${mark.id}`} mark={mark} aspect={aspect} />
        ))}
        {pointers.map((pointer) => (
          <PointerView key={pointer.key} pointer={pointer} aspect={aspect} />
        ))}
      </svg>
      <Texts marks={marks} />
      {tool !== null && drawings !== null && <Canvas {...props} tool={tool} drawings={drawings} />}
    </>
  );
}

const MarkView = memo(function MarkView({ mark, aspect }: { mark: Mark; aspect: number }) {
  const [x, y] = placed(mark.points[0] ?? 0, mark.points[1] ?? 0, aspect);
  if (mark.tool === 'text') {
    return (
      <text x={x} y={y} className={styles.text} data-color={mark.color} dominantBaseline="hanging">
        {mark.text}
      </text>
    );
  }
  return <path className={styles[mark.tool]} data-color={mark.color} d={mark.tool === 'arrow' ? arrowPath(mark, aspect) : linePath(mark, aspect)} />;
});

function PointerView({ pointer: { user, x, y, fading }, aspect }: { pointer: Pointer; aspect: number }) {
  const name = useNameOf(user);
  const [left, top] = placed(x, y, aspect);
  return (
    <g className={`${styles.pointer} ${fading ? styles.fading : ''}`} style={{ transform: `translate(${left}px, ${top}px)` }} data-pointer={user}>
      <circle r={12} />
      {/* At the right edge there is no room beside it. */}
      <text x={x > EDGE * 0.8 ? -22 : 22} y={10} textAnchor={x > EDGE * 0.8 ? 'end' : 'start'}>
        {name}
      </text>
    </g>
  );
}

/** What was written, for those who cannot see it. */
function Texts({ marks }: { marks: readonly Mark[] }) {
  const { calls } = useWords();
  const texts = marks.filter(({ tool }) => tool === 'text');
  if (texts.length === 0) return null;
  return (
    <ul className="visually-hidden" aria-label={calls.annotate.texts}>
      {texts.map((mark) => (
        <Text key={`${mark.user}|${mark.id}`} mark={mark} />
      ))}
    </ul>
  );
}

function Text({ mark }: { mark: Mark }) {
  const name = useNameOf(mark.user);
  return (
    <li>
      {name}: {mark.text}
    </li>
  );
}

interface Writing {
  point: [number, number];
  left: number;
  top: number;
}

/** Takes what the user does with a pointer or the keys. */
function Canvas({ share, aspect, tool, color, onDone, drawings }: LayerProps & { tool: Tool; drawings: Drawings }) {
  const { calls } = useWords();
  const me = useChat((state) => state.me?.username ?? '');
  const surface = useRef<HTMLDivElement>(null);
  /** What is being drawn, and by which pointer, or by the keys. */
  const stroke = useRef<{ stroke: Stroke; last: [number, number]; by: number | 'keys' } | null>(null);
  /** True from a press that finished a text until it is lifted. */
  const spent = useRef(false);
  const [writing, setWriting] = useState<Writing | null>(null);
  /** Where the keys have moved to, and where that stands on the surface. */
  const [cursor, setCursor] = useState<{ point: [number, number]; left: number; top: number } | null>(null);
  const boxOf = () => surface.current?.getBoundingClientRect() ?? new DOMRect();
  const pointOf = ({ clientX, clientY }: { clientX: number; clientY: number }): [number, number] => pointAt(boxOf(), aspect, clientX, clientY);

  // Whoever chose to annotate goes on with the keys as well.
  useEffect(() => surface.current?.focus({ preventScroll: true }), []);
  // What was begun ends with its tool.
  useEffect(
    () => () => {
      stroke.current?.stroke.end();
      stroke.current = null;
    },
    [tool],
  );

  const press = (point: [number, number], by: number | 'keys'): void => {
    if (tool === 'pointer') drawings.point(share, ...point);
    else if (tool === 'text') setWriting({ point, ...placeOf(boxOf(), aspect, point) });
    else {
      const begun = drawings.begin(share, me, tool, color);
      begun.to(point);
      stroke.current = { stroke: begun, last: point, by };
    }
  };
  const move = (point: [number, number], by: number | 'keys'): void => {
    if (tool === 'pointer') drawings.point(share, ...point);
    const current = stroke.current;
    if (current?.by !== by || Math.hypot(point[0] - current.last[0], point[1] - current.last[1]) < CLOSE) return;
    current.last = point;
    current.stroke.to(point);
  };
  const release = (): void => {
    stroke.current?.stroke.end();
    stroke.current = null;
  };
  const write = (text: string): void => {
    if (writing === null) return;
    setWriting(null);
    if (text.trim() === '') return;
    const mark = drawings.begin(share, me, 'text', color, text.trim());
    mark.to(writing.point);
    mark.end();
  };

  const down = (event: PointerEvent<HTMLDivElement>): void => {
    spent.current = writing !== null;
    // Another finger does not take over.
    if (event.button !== 0 || spent.current || typeof stroke.current?.by === 'number') return;
    release();
    setCursor(null);
    event.currentTarget.setPointerCapture(event.pointerId);
    if (tool !== 'text') press(pointOf(event), event.pointerId);
  };
  const lifted = ({ pointerId }: PointerEvent<HTMLDivElement>): void => {
    if (stroke.current?.by === pointerId) release();
  };
  const up = (event: PointerEvent<HTMLDivElement>): void => {
    // Before this the browser gives the focus to the surface.
    if (tool !== 'text') lifted(event);
    else if (event.button === 0 && !spent.current) press(pointOf(event), event.pointerId);
  };
  const moved = (event: PointerEvent<HTMLDivElement>): void => {
    const all = event.nativeEvent.getCoalescedEvents?.() ?? [];
    for (const one of all.length > 0 ? all : [event.nativeEvent]) move(pointOf(one), event.pointerId);
  };
  const keyed = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget) return;
    const direction = MOVES[event.key];
    if (direction !== undefined) {
      const [x, y] = cursor?.point ?? MIDDLE;
      const step = event.shiftKey ? STEP.fine : STEP.usual;
      const next: [number, number] = [within(x + direction[0] * step), within(y + direction[1] * step)];
      setCursor({ point: next, ...placeOf(boxOf(), aspect, next) });
      move(next, 'keys');
    } else if (event.key === 'Enter' && stroke.current !== null) release();
    else if (event.key === 'Enter') press(cursor?.point ?? MIDDLE, 'keys');
    else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) drawings.undo(share);
    else if (event.key === 'Escape') {
      release();
      onDone();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    // It takes drawings by pointer and by keys, which no other role has.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={surface}
      className={styles.canvas}
      role="application"
      aria-label={calls.annotate.surface}
      aria-roledescription={calls.annotate.surfaceKind}
      title={calls.annotate.keys}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      data-tool={tool}
      onPointerDown={down}
      onPointerMove={moved}
      onPointerUp={up}
      onPointerCancel={lifted}
      onKeyDown={keyed}
      onBlur={() => setCursor(null)}
    >
      {cursor !== null && <span className={styles.cursor} style={{ left: cursor.left, top: cursor.top }} />}
      {writing !== null && (
        <input
          className={styles.writing}
          style={{ left: writing.left, top: writing.top }}
          data-color={color}
          aria-label={calls.annotate.tools.text}
          maxLength={LONGEST_TEXT}
          // The user has just chosen where to write.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          onBlur={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if ((event.key !== 'Enter' && event.key !== 'Escape') || isComposing(event.nativeEvent)) return;
            if (event.key === 'Escape') event.currentTarget.value = '';
            // What loses the focus is written.
            surface.current?.focus();
          }}
        />
      )}
    </div>
  );
}

const within = (value: number): number => Math.max(0, Math.min(EDGE, value));

/** Where a point of the picture stands in the box that shows it. */
function placeOf({ width, height }: DOMRect, aspect: number, [x, y]: [number, number]): { left: number; top: number } {
  const picture = fitted({ left: 0, top: 0, width, height }, aspect);
  return { left: picture.left + (x / EDGE) * picture.width, top: picture.top + (y / EDGE) * picture.height };
}
