// Calls of three: through the server and back, what each hears and sees of each other, and what survives the move.

import { describe, expect, it } from 'vitest';

import { CALL_ARGUMENTS } from './support/browser';
import { callOf, inPhase, moves } from './support/calls';
import { allSeeAndHear, begin, goesThrough, hears, join, member } from './support/group-calls';
import { setScene } from './support/scene';

const scene = setScene({}, CALL_ARGUMENTS);
/** Three browsers encode and decode on one machine. */
const LONG = { timeout: 400_000 };

describe('calls of three', () => {
  it('go through the server with all sound and pictures, and from device to device again when one leaves', LONG, async () => {
    const alice = await member(scene.browser, scene.server, 'alice');
    const bob = await member(scene.browser, scene.server, 'bob');
    const carol = await member(scene.browser, scene.server, 'carol');
    await begin(alice, 'general', 'video');
    await join(bob, 'general');
    await goesThrough(alice, 'peer');
    await allSeeAndHear([alice, bob]);
    await callOf(alice.visitor).getByRole('button', { name: 'Mute', exact: true }).click();
    await hears(bob, 0);

    await join(carol, 'general');
    for (const one of [alice, bob, carol]) await goesThrough(one, 'sfu');
    for (const one of [alice, bob]) await moves(carol.visitor.page.locator(`[data-tile=camera][data-user=${one.username}] video`));
    // Who was muted stays muted.
    await hears(bob, 1);
    await hears(carol, 1);
    await callOf(alice.visitor).getByRole('button', { name: 'Unmute' }).click();
    await allSeeAndHear([alice, bob, carol]);

    await callOf(bob.visitor).getByRole('button', { name: 'Share screen' }).click();
    for (const one of [alice, carol]) await moves(one.visitor.page.locator('[data-tile=screen][data-user=bob] video'));
    await callOf(carol.visitor).getByRole('button', { name: 'Leave call' }).click();
    for (const one of [alice, bob]) await goesThrough(one, 'peer');
    await moves(alice.visitor.page.locator('[data-tile=screen][data-user=bob] video'));
    await allSeeAndHear([alice, bob]);
    expect([alice, bob, carol].flatMap(({ visitor }) => visitor.complaints)).toEqual([]);
  });

  it('take back whoever reloads the page', LONG, async () => {
    const alice = await member(scene.browser, scene.server, 'alice');
    const bob = await member(scene.browser, scene.server, 'bob');
    const carol = await member(scene.browser, scene.server, 'carol');
    await begin(alice, 'general', 'video');
    await join(bob, 'general');
    await join(carol, 'general');
    await goesThrough(alice, 'sfu');
    await allSeeAndHear([alice, bob, carol]);
    await bob.visitor.page.reload();
    await inPhase(bob.visitor, 'active');
    await allSeeAndHear([alice, bob, carol]);
    expect([alice, bob, carol].flatMap(({ visitor }) => visitor.complaints)).toEqual([]);
  });
});
