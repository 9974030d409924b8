import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { CallViewed } from '../../../core/protocol/generated';
import { Views, type Shown } from './views';

const camera: Shown = { user: 'bob', deviceId: 'b', kind: 'camera' };
const screen: Shown = { user: 'bob', deviceId: 'b', kind: 'screen' };

describe('the sizes of pictures', () => {
  const told: CallViewed[][] = [];
  let views: Views;

  beforeEach(() => {
    vi.useFakeTimers();
    told.length = 0;
    views = new Views((changed) => told.push(changed));
  });
  afterEach(() => vi.useRealTimers());

  it('are told once they have settled, and only those that changed', () => {
    const [grid, small] = [{}, {}];
    views.arrived(camera);
    views.arrived(screen);
    views.show(camera, grid, 90.4);
    views.show(camera, grid, 180.4);
    vi.runAllTimers();
    expect(told).toEqual([[{ ...camera, view: { upto: { height: 180 } } }, { ...screen, view: 'paused' }]]);
    views.show(camera, small, 120);
    vi.runAllTimers();
    expect(told).toHaveLength(1);
    views.show(camera, grid, 0);
    vi.runAllTimers();
    expect(told[1]).toEqual([{ ...camera, view: { upto: { height: 120 } } }]);
    views.show(camera, small, 0);
    vi.runAllTimers();
    expect(told[2]).toEqual([{ ...camera, view: 'paused' }]);
  });

  it('are told again when the server starts anew, and never of pictures that it does not send', () => {
    views.show(camera, {}, 180);
    vi.runAllTimers();
    expect(told).toEqual([]);
    views.arrived(camera);
    vi.runAllTimers();
    views.arrived(camera);
    vi.runAllTimers();
    expect(told).toHaveLength(2);
    expect(told[1]).toEqual(told[0]);
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
