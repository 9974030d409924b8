// What is drawn on shared screens: what is sent and how often, and what others do.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Annotation, AnnotationChange, Mark } from '../../../core/protocol/generated';
import { Drawings } from './drawings';

const share = { user: 'bob', deviceId: 'bobs' };
const KEY = 'bob|bobs';
const markOf = (user: string, id: string, change: Partial<Mark> = {}): Mark => ({ user, id, tool: 'pen', color: 'red', points: [1, 2], ...change });

describe('drawings', () => {
  let sent: Annotation[];
  let refused: boolean;
  let drawings: Drawings;

  beforeEach(() => {
    vi.useFakeTimers();
    sent = [];
    refused = false;
    drawings = new Drawings((_, annotation) => {
      sent.push(annotation);
      return refused ? Promise.reject(new Error('refused')) : Promise.resolve();
    });
  });

  afterEach(() => {
    drawings.close();
    vi.useRealTimers();
  });

  const happened = (change: AnnotationChange, participant = 'carol'): void => drawings.happened({ name: 'call_annotated', data: { sessionId: 7, channelId: 1, share, participant, deviceId: `${participant}s`, change } });
  const ids = (): string[] => drawings.of(KEY).marks.map(({ user, id }) => `${user}:${id}`);
  const drawn = () => sent.flatMap((annotation) => (typeof annotation === 'object' && 'draw' in annotation ? [annotation.draw] : []));

  it('shows a line at once, and sends what is new of it in steps', () => {
    const stroke = drawings.begin(share, 'alice', 'pen', 'blue');
    stroke.to([1, 1]);
    stroke.to([2, 2, 3, 3]);
    expect(drawings.of(KEY).marks[0]).toMatchObject({ user: 'alice', points: [1, 1, 2, 2, 3, 3] });
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(60);
    stroke.to([4, 4]);
    stroke.end();
    expect(drawn().map(({ points }) => points)).toEqual([[1, 1, 2, 2, 3, 3], [4, 4]]);
    expect(new Set(drawn().map(({ id }) => id)).size).toBe(1);
    vi.advanceTimersByTime(1000);
    expect(sent).toHaveLength(2);
  });

  it('goes on with another mark before a line is longer than the server takes', () => {
    const stroke = drawings.begin(share, 'alice', 'pen', 'blue');
    for (let x = 0; x < 2000; x += 1) stroke.to([x, x]);
    stroke.end();
    const counts = new Map<string, number>();
    for (const { id, points } of drawn()) {
      counts.set(id, (counts.get(id) ?? 0) + points.length / 2);
      expect(points.length).toBeLessThanOrEqual(512);
    }
    expect([...counts.values()]).toEqual([1900, 101]);
    expect(drawings.of(KEY).marks).toHaveLength(2);
  });

  it('sends an arrow once, with its two ends, and none that has no length', () => {
    const arrow = drawings.begin(share, 'alice', 'arrow', 'red');
    arrow.to([1, 1]);
    arrow.to([50, 50]);
    arrow.to([90, 90]);
    vi.advanceTimersByTime(1000);
    expect(sent).toEqual([]);
    arrow.end();
    expect(drawn()).toMatchObject([{ tool: 'arrow', points: [1, 1, 90, 90] }]);
    const none = drawings.begin(share, 'alice', 'arrow', 'red');
    none.to([1, 1]);
    none.end();
    expect(sent).toHaveLength(1);
    expect(drawings.of(KEY).marks).toHaveLength(1);
  });

  it('takes back what the server refuses', async () => {
    refused = true;
    const stroke = drawings.begin(share, 'alice', 'pen', 'red');
    stroke.to([1, 1]);
    await vi.advanceTimersByTimeAsync(60);
    expect(ids()).toEqual([]);
    stroke.to([2, 2]);
    stroke.end();
    expect(sent).toHaveLength(1);
  });

  it('keeps what the server took of a line before it refused', async () => {
    const stroke = drawings.begin(share, 'alice', 'pen', 'red');
    stroke.to([1, 1, 2, 2]);
    await vi.advanceTimersByTimeAsync(60);
    refused = true;
    stroke.to([3, 3]);
    await vi.advanceTimersByTimeAsync(60);
    expect(drawings.of(KEY).marks.map(({ points }) => points)).toEqual([[1, 1, 2, 2]]);
  });

  it('sends a pointer at most twenty times a second, and its last place', () => {
    for (let x = 0; x < 100; x += 1) {
      drawings.point(share, x, x);
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(100);
    expect(sent.length).toBeGreaterThan(10);
    expect(sent.length).toBeLessThanOrEqual(21);
    expect(sent.at(-1)).toEqual({ point: { x: 99, y: 99 } });
  });

  it('shows where others point for three seconds after the last move', () => {
    happened({ pointed: { x: 1, y: 2 } });
    vi.advanceTimersByTime(2000);
    happened({ pointed: { x: 3, y: 4 } });
    vi.advanceTimersByTime(2000);
    expect(drawings.of(KEY).pointers).toEqual([{ key: 'carol|carols', user: 'carol', x: 3, y: 4, fading: false }]);
    vi.advanceTimersByTime(600);
    expect(drawings.of(KEY).pointers).toMatchObject([{ fading: true }]);
    vi.advanceTimersByTime(600);
    expect(drawings.of(KEY).pointers).toEqual([]);
  });

  it('follows what others draw, undo and clear', () => {
    happened({ drawn: markOf('carol', '1') });
    happened({ drawn: markOf('dave', '1') });
    happened({ drawn: markOf('carol', '1', { points: [3, 4] }) });
    expect(drawings.of(KEY).marks).toEqual([markOf('carol', '1', { points: [1, 2, 3, 4] }), markOf('dave', '1')]);
    happened({ erased: { user: 'carol', marks: ['1', '2'] } });
    expect(ids()).toEqual(['dave:1']);
    happened('cleared');
    expect(ids()).toEqual([]);
  });

  it('takes the marks of the server, in parts', () => {
    happened({ drawn: markOf('carol', 'old') });
    const of = (id: string, more: boolean) => ({ sessionId: 7, channelId: 1, share, marks: [markOf('carol', id)], more });
    drawings.happened({ name: 'call_annotations', data: of('1', false) });
    drawings.happened({ name: 'call_annotations', data: of('2', true) });
    expect(ids()).toEqual(['carol:1', 'carol:2']);
  });

  it('forgets a screen that is no longer shared, with its pointers', () => {
    happened({ drawn: markOf('carol', '1') });
    happened({ pointed: { x: 1, y: 2 } });
    drawings.forget(KEY);
    vi.advanceTimersByTime(5000);
    expect(drawings.of(KEY)).toEqual({ marks: [], pointers: [] });
  });
});
