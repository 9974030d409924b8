// A browser is killed in a call, and the person goes on with another device.

import { describe, expect, it, onTestFinished } from 'vitest';

import { CALL_ARGUMENTS, launchMortal } from './support/browser';
import { allSeeAndHear, begin, join, member } from './support/group-calls';
import { setScene } from './support/scene';

const scene = setScene({}, { args: CALL_ARGUMENTS });

describe('calls with a browser that was killed', () => {
  it('show it as away at once, take the person in elsewhere, and drop it', { timeout: 400_000 }, async () => {
    const mortal = await launchMortal({ args: CALL_ARGUMENTS });
    // A test that fails earlier leaves no browser behind.
    onTestFinished(() => mortal.kill());
    const alice = await member(scene.browser, scene.server, 'alice');
    const laptop = await member(mortal.browser, scene.server, 'bob');
    await begin(alice, 'general', 'video');
    await join(laptop, 'general');
    await allSeeAndHear([alice, laptop]);
    const tiles = alice.visitor.page.locator('[data-tile=camera][data-user=bob]');

    await mortal.kill();
    await tiles.getByText('Reconnecting…').waitFor({ timeout: 5000 });
    // Nobody asks what becomes of a device that is dead.
    const phone = await member(scene.browser, scene.server, 'bob');
    await join(phone, 'general');
    await expect.poll(() => tiles.count(), { timeout: 40_000, message: 'the dead tile is gone' }).toBe(1);
    await expect.poll(() => tiles.getByText('Reconnecting…').count()).toBe(0);
    await allSeeAndHear([alice, phone]);
    expect([alice, phone].flatMap(({ visitor }) => visitor.complaints)).toEqual([]);
  });
});
