// Drawing on a shared screen: from the hand of one, over the server, onto the screens of the others and the presenter's.

import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { violations } from './support/axe';
import { CALL_ARGUMENTS, type Visitor } from './support/browser';
import { caller, callOf, inPhase, moves, ringingOf, startCall } from './support/calls';
import { setScene } from './support/scene';

const scene = setScene({}, { args: CALL_ARGUMENTS });

const marksIn = ({ page }: Visitor, tile: 'screen' | 'ownScreen'): Locator => page.locator(`[data-tile=${tile}] svg[data-marks] > :not(g)`);
const toolsOf = ({ page }: Visitor): Locator => page.getByRole('group', { name: /^Annotate/ });
const pick = (visitor: Visitor, name: string): Promise<void> => toolsOf(visitor).getByRole('button', { name }).click();

/** Where a mark begins, as parts of the picture. */
const placeOf = (mark: Locator): Promise<number[]> =>
  mark.evaluate((element) => {
    const path = element as SVGPathElement;
    const { x, y } = path.getPointAtLength(0);
    const { width, height } = (path.ownerSVGElement as SVGSVGElement).viewBox.baseVal;
    return [x / width, y / height];
  });

describe('annotations', () => {
  it('are drawn by viewers, seen by the presenter and by whoever reloads, and end with the share', async () => {
    const alice = await caller(scene.browser, scene.server, 'alice', { bypassCSP: true });
    const bob = await caller(scene.browser, scene.server, 'bob');
    await alice.open('Bob Kowalski');
    await startCall(alice, 'video');
    await ringingOf(bob).getByRole('button', { name: 'Answer with video' }).click();
    await inPhase(alice, 'active');
    await callOf(bob).getByRole('button', { name: 'Share screen' }).click();
    await moves(alice.page.locator('[data-tile=screen] video'));

    await callOf(alice).getByRole('button', { name: 'Annotate' }).click();
    const surface = alice.page.getByRole('application', { name: 'Shared screen' });
    const box = await surface.boundingBox();
    if (box === null) throw new Error('nothing to draw on');
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await alice.page.mouse.move(middle.x, middle.y);
    await alice.page.mouse.down();
    for (let step = 1; step <= 20; step += 1) await alice.page.mouse.move(middle.x + step * 6, middle.y + Math.sin(step) * 30);
    await alice.page.mouse.up();
    const seen = marksIn(bob, 'ownScreen');
    await expect.poll(() => seen.count()).toBe(1);
    const [x = 0, y = 0] = await placeOf(seen);
    expect(Math.abs(x - 0.5) + Math.abs(y - 0.5)).toBeLessThan(0.02);
    // All of the line has arrived.
    await expect.poll(() => seen.getAttribute('d')).toBe(await marksIn(alice, 'screen').getAttribute('d'));

    await pick(alice, 'Text');
    await surface.click({ position: { x: box.width / 2, y: box.height / 3 } });
    await alice.page.keyboard.type('Look here');
    await alice.page.keyboard.press('Enter');
    await bob.page.getByRole('list', { name: 'Text annotations' }).getByText('Alice Nguyen: Look here').waitFor({ state: 'attached' });
    await pick(alice, 'Arrow');
    await surface.focus();
    for (const key of ['Enter', 'ArrowLeft', 'ArrowLeft', 'ArrowUp', 'Enter']) await alice.page.keyboard.press(key);
    await expect.poll(() => seen.count()).toBe(3);
    await pick(alice, 'Pointer');
    await alice.page.mouse.move(middle.x - 40, middle.y - 40);
    await alice.page.mouse.move(middle.x, middle.y);
    await bob.page.locator('[data-pointer=alice]').getByText('Alice').waitFor();
    await bob.page.locator('[data-pointer=alice]').waitFor({ state: 'detached' });
    expect(await violations(alice.page)).toEqual([]);
    await pick(alice, 'Undo my last annotation');
    await expect.poll(() => seen.count()).toBe(2);

    await alice.page.reload();
    await inPhase(alice, 'active');
    await alice.page.locator('[data-tile=screen]').waitFor();
    await expect.poll(() => marksIn(alice, 'screen').count()).toBe(2);

    await callOf(bob).getByRole('button', { name: 'Annotate' }).click();
    await toolsOf(bob).getByLabel('Let others annotate').uncheck();
    await expect.poll(() => callOf(alice).getByRole('button', { name: 'Annotate' }).isDisabled()).toBe(true);
    await pick(bob, 'Clear all annotations');
    await expect.poll(() => marksIn(alice, 'screen').count()).toBe(0);
    await callOf(bob).getByRole('button', { name: 'Stop sharing' }).click();
    await bob.page.locator('[data-tile=ownScreen]').waitFor({ state: 'detached' });
    expect(await toolsOf(bob).count()).toBe(0);
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });
});
