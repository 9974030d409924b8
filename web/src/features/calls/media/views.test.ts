import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { CallViewed } from '../../../core/protocol/generated';
import { Views, type Shown } from './views';

const camera: Shown = { user: 'bob', deviceId: 'b', kind: 'camera' };
const screen: Shown = { user: 'bob', deviceId: 'b', kind: 'screen' };

describe('the sizes of pictures', () => {
  const told: CallViewed[][] = [];
  /** How many of the next commands are refused. */
  let fails = 0;
  let views: Views;

  beforeEach(() => {
    vi.useFakeTimers();
    told.length = 0;
    fails = 0;
    views = new Views(async (changed) => {
      told.push(changed);
      fails -= 1;
      if (fails >= 0) throw new Error('the server is away');
    });
  });
  afterEach(() => vi.useRealTimers());

  it('are told once they have settled, and only those that changed', async () => {
    const [grid, small] = [{}, {}];
    views.arrived(camera);
    views.arrived(screen);
    views.show(camera, grid, 90.4);
    views.show(camera, grid, 180.4);
    await vi.runAllTimersAsync();
    expect(told).toEqual([[{ ...camera, view: { upto: { height: 180 } } }, { ...screen, view: 'paused' }]]);
    views.show(camera, small, 120);
    await vi.runAllTimersAsync();
    expect(told).toHaveLength(1);
    views.show(camera, grid, 0);
    await vi.runAllTimersAsync();
    expect(told[1]).toEqual([{ ...camera, view: { upto: { height: 120 } } }]);
    views.show(camera, small, 0);
    await vi.runAllTimersAsync();
    expect(told[2]).toEqual([{ ...camera, view: 'paused' }]);
  });

  it('are told again when the server starts anew, and never of pictures that it does not send', async () => {
    views.show(camera, {}, 180);
    await vi.runAllTimersAsync();
    expect(told).toEqual([]);
    views.arrived(camera);
    await vi.runAllTimersAsync();
    views.arrived(camera);
    await vi.runAllTimersAsync();
    expect(told).toHaveLength(2);
    expect(told[1]).toEqual(told[0]);
  });

  it('are told again, ever less often, until the server has taken them', async () => {
    const place = {};
    fails = 3;
    views.arrived(camera);
    views.show(camera, place, 180);
    await vi.advanceTimersByTimeAsync(250);
    expect(told).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toHaveLength(2);
    await vi.runAllTimersAsync();
    expect(told).toHaveLength(4);
    expect(told[3]).toEqual([{ ...camera, view: { upto: { height: 180 } } }]);
    fails = Infinity;
    views.show(camera, place, 90);
    await vi.advanceTimersByTimeAsync(250);
    views.close();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(told).toHaveLength(5);
  });

  it('are told as they are in the end, also where they change on the way', async () => {
    const place = {};
    let take = (): void => undefined;
    views = new Views(async (changed) => {
      told.push(changed);
      await new Promise<void>((resolve) => {
        take = resolve;
      });
    });
    views.arrived(camera);
    await vi.advanceTimersByTimeAsync(250);
    views.show(camera, place, 180);
    await vi.advanceTimersByTimeAsync(250);
    expect(told).toHaveLength(1);
    take();
    await vi.advanceTimersByTimeAsync(0);
    expect(told[1]).toEqual([{ ...camera, view: { upto: { height: 180 } } }]);
    take();
    await vi.runAllTimersAsync();
    expect(told).toHaveLength(2);
  });

  it('are known to be of pictures that are shown somewhere', () => {
    const [grid, small] = [{}, {}];
    views.show(camera, grid, 90);
    views.show(camera, small, 30);
    views.show(camera, grid, 0);
    expect([views.shows(camera), views.shows(screen)]).toEqual([true, false]);
    views.show(camera, small, 0);
    expect(views.shows(camera)).toBe(false);
  });
});
