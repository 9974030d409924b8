// What is drawn on the screens that are shared in a call, and who points at them. Outside the state of calls: a stroke
// renders nothing but itself.

import type { Annotation, AnnotationChange, Mark, MarkColor, MarkTool, SharedScreen } from '../../../core/protocol/generated';
import type { Events, ServerEvent } from '../../../core/protocol/events';
import { keyOf } from '../state';

/** Somebody who points at a shared screen. */
export interface Pointer {
  key: string;
  user: string;
  x: number;
  y: number;
  /** True shortly before it goes. */
  fading: boolean;
}

export interface Drawing {
  /** The oldest first. */
  marks: readonly Mark[];
  pointers: readonly Pointer[];
}

const EMPTY: Drawing = { marks: [], pointers: [] };
/** How long a pointer that does not move is shown, and when it begins to fade. */
const POINTED_MS = 3000;
const FADING_MS = 2400;
/** The pause between two commands while a line grows or a pointer moves. */
const PACE_MS = 50;
/** As many points go into one command. */
const MOST_POINTS_AT_ONCE = 256;
/** A line that is longer goes on as another mark; the server's limit is 2,000. */
const MOST_POINTS_OF_LINE = 1900;

type Send = (share: SharedScreen, annotation: Annotation) => Promise<void>;

/** A mark that the user draws: grows, and ends. */
export interface Stroke {
  to(points: readonly number[]): void;
  end(): void;
}

export class Drawings {
  readonly #send: Send;
  readonly #drawings = new Map<string, Drawing>();
  readonly #listeners = new Set<() => void>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>[]>();
  /** Where the user points, until it is sent. */
  readonly #pointing = new Map<string, { at: { x: number; y: number } | null; timer: ReturnType<typeof setTimeout> }>();
  readonly #name = crypto.getRandomValues(new Uint32Array(2)).join('-');
  #count = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  of(share: string): Drawing {
    return this.#drawings.get(share) ?? EMPTY;
  }

  happened(event: Extract<ServerEvent, { name: 'call_annotated' | 'call_annotations' }>): void {
    if (event.name === 'call_annotated') this.#annotated(event.data);
    else this.#shown(event.data);
  }

  /** The marks as the server has them. */
  #shown({ share, marks, more }: Events['call_annotations']): void {
    const key = keyOf(share.user, share.deviceId);
    this.#set(key, { marks: more ? [...this.of(key).marks, ...marks] : marks });
  }

  /** Somebody has drawn or pointed. */
  #annotated({ share, participant, deviceId, change }: Events['call_annotated']): void {
    const key = keyOf(share.user, share.deviceId);
    if (isPointed(change)) this.#pointed(key, participant, deviceId, change.pointed);
    else this.#set(key, { marks: changed(this.of(key).marks, change) });
  }

  /** A screen is no longer shared. */
  forget(share: string): void {
    if (!this.#drawings.delete(share)) return;
    for (const [key, timers] of this.#timers) if (key.startsWith(`${share}|`)) for (const timer of timers) clearTimeout(timer);
    this.#tell();
  }

  /** Begins a mark of the user. */
  begin(share: SharedScreen, user: string, tool: MarkTool, color: MarkColor, text?: string): Stroke {
    return new Drawn(share, { user, id: this.#next(), tool, color, ...(text !== undefined && { text }), points: [] }, this.#send, (mark) => this.#replace(share, mark), () => this.#next());
  }

  /** The user points somewhere: sent at most twenty times a second, the last place always. */
  point(share: SharedScreen, x: number, y: number): void {
    const key = keyOf(share.user, share.deviceId);
    const waiting = this.#pointing.get(key);
    if (waiting !== undefined) {
      waiting.at = { x, y };
      return;
    }
    void this.#send(share, { point: { x, y } }).catch(() => undefined);
    const timer = setTimeout(() => {
      const at = this.#pointing.get(key)?.at ?? null;
      this.#pointing.delete(key);
      if (at !== null) this.point(share, at.x, at.y);
    }, PACE_MS);
    this.#pointing.set(key, { at: null, timer });
  }

  undo(share: SharedScreen): void {
    void this.#send(share, 'undo').catch(() => undefined);
  }

  clear(share: SharedScreen): void {
    void this.#send(share, 'clear').catch(() => undefined);
  }

  close(): void {
    for (const timers of this.#timers.values()) for (const timer of timers) clearTimeout(timer);
    for (const { timer } of this.#pointing.values()) clearTimeout(timer);
    this.#drawings.clear();
    this.#listeners.clear();
  }

  #next(): string {
    this.#count += 1;
    return `${this.#name}-${this.#count}`;
  }

  /** Shows a mark of the user as it is now; one without points is gone. */
  #replace(share: SharedScreen, mark: Mark): void {
    const key = keyOf(share.user, share.deviceId);
    const { marks } = this.of(key);
    const at = marks.findLastIndex((one) => isSame(one, mark));
    if (mark.points.length === 0) this.#set(key, { marks: marks.filter((_, index) => index !== at) });
    else this.#set(key, { marks: at < 0 ? [...marks, mark] : marks.with(at, mark) });
  }

  #pointed(share: string, user: string, deviceId: string, { x, y }: { x: number; y: number }): void {
    const key = keyOf(user, deviceId);
    const others = (): readonly Pointer[] => this.of(share).pointers.filter((pointer) => pointer.key !== key);
    this.#set(share, { pointers: [...others(), { key, user, x, y, fading: false }] });
    const name = `${share}|${key}`;
    for (const timer of this.#timers.get(name) ?? []) clearTimeout(timer);
    this.#timers.set(name, [
      setTimeout(() => this.#set(share, { pointers: [...others(), { key, user, x, y, fading: true }] }), FADING_MS),
      setTimeout(() => this.#set(share, { pointers: others() }), POINTED_MS),
    ]);
  }

  #set(share: string, change: Partial<Drawing>): void {
    this.#drawings.set(share, { ...this.of(share), ...change });
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** A mark while the user draws it. */
class Drawn implements Stroke {
  readonly #share: SharedScreen;
  readonly #send: Send;
  readonly #show: (mark: Mark) => void;
  readonly #newId: () => string;
  #mark: Mark;
  /** How much of it is sent. */
  #sent = 0;
  /** How much of it the server has: others see this, whatever comes of the rest. */
  #kept = { points: 0 };
  #refused = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(share: SharedScreen, mark: Mark, send: Send, show: (mark: Mark) => void, newId: () => string) {
    this.#share = share;
    this.#mark = mark;
    this.#send = send;
    this.#show = show;
    this.#newId = newId;
  }

  get #isLine(): boolean {
    return this.#mark.tool === 'pen' || this.#mark.tool === 'highlighter';
  }

  to(points: readonly number[]): void {
    if (this.#refused) return;
    const { tool } = this.#mark;
    const before = this.#mark.points;
    // An arrow has two points, and shows where it would end.
    const next = tool === 'arrow' ? [...before.slice(0, 2), ...points.slice(-2)] : [...before, ...points];
    this.#mark = { ...this.#mark, points: next };
    this.#show(this.#mark);
    if (!this.#isLine) return;
    if (next.length / 2 >= MOST_POINTS_OF_LINE) this.#continue();
    this.#timer ??= setTimeout(() => this.#flush(), PACE_MS);
  }

  end(): void {
    const { tool, points } = this.#mark;
    if (tool === 'arrow' && points.length < 4) this.#show({ ...this.#mark, points: [] });
    else this.#flush();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const mark = this.#mark;
    const kept = this.#kept;
    const { points } = mark;
    while (this.#sent < points.length && !this.#refused) {
      const part = points.slice(this.#sent, this.#sent + 2 * MOST_POINTS_AT_ONCE);
      this.#sent += part.length;
      void this.#deliver(mark, part, kept);
    }
  }

  async #deliver(mark: Mark, part: number[], kept: { points: number }): Promise<void> {
    const { id, tool, color, text } = mark;
    try {
      await this.#send(this.#share, { draw: { id, tool, color, points: part, ...(text !== undefined && { text }) } });
      if (!this.#refused) kept.points += part.length;
    } catch {
      this.#refuse({ ...mark, points: mark.points.slice(0, kept.points) });
    }
  }

  /** Goes on as another mark, from where this one ends. */
  #continue(): void {
    this.#flush();
    this.#mark = { ...this.#mark, id: this.#newId(), points: this.#mark.points.slice(-2) };
    this.#sent = 0;
    this.#kept = { points: 0 };
  }

  /** Shows what the others see: as much as the server took. */
  #refuse(taken: Mark): void {
    this.#refused = true;
    this.#show(taken);
  }
}

function isSame(one: Mark, other: Mark): boolean {
  return one.id === other.id && one.user === other.user;
}

function isPointed(change: AnnotationChange): change is Extract<AnnotationChange, { pointed: unknown }> {
  return typeof change === 'object' && 'pointed' in change;
}

function changed(marks: readonly Mark[], change: Exclude<AnnotationChange, { pointed: unknown }>): readonly Mark[] {
  if (change === 'cleared') return [];
  if ('erased' in change) {
    const { user, marks: gone } = change.erased;
    return marks.filter((mark) => mark.user !== user || !gone.includes(mark.id));
  }
  const at = marks.findLastIndex((mark) => isSame(mark, change.drawn));
  const known = marks[at];
  return known === undefined ? [...marks, change.drawn] : marks.with(at, { ...known, points: [...known.points, ...change.drawn.points] });
}
