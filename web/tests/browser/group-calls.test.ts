// Calls of three: through the server and back, what each hears and sees of each other, and what survives the move.

import { describe, expect, it } from 'vitest';

import { CALL_ARGUMENTS } from './support/browser';
import { callOf, inPhase, moves } from './support/calls';
import { allSeeAndHear, begin, goesThrough, hears, join, leave, member, sees, type Member } from './support/group-calls';
import { setScene } from './support/scene';

const scene = setScene({}, { args: CALL_ARGUMENTS });
/** Three browsers encode and decode on one machine. */
const LONG = { timeout: 400_000 };
/** CALL_LONG=1 moves a call as often as it may happen in a day. */
const MOVES = process.env['CALL_LONG'] === undefined ? 2 : 20;

describe('calls of three', () => {
  it('go through the server, from device to device again when one leaves, and take back whoever reloads', LONG, async () => {
    const [alice, bob, carol] = await Promise.all([member(scene.browser, scene.server, 'alice'), member(scene.browser, scene.server, 'bob'), member(scene.browser, scene.server, 'carol')]);
    await begin(alice, 'general', 'video');
    await join(bob, 'general');
    await goesThrough(alice, 'peer');
    await allSeeAndHear([alice, bob]);
    await callOf(alice.visitor).getByRole('button', { name: 'Mute', exact: true }).click();
    await hears(bob, 0);

    await join(carol, 'general');
    await Promise.all([alice, bob, carol].map((one) => goesThrough(one, 'sfu')));
    await Promise.all([sees(carol, alice), sees(carol, bob)]);
    // Who was muted stays muted.
    await Promise.all([hears(bob, 1), hears(carol, 1)]);
    await callOf(alice.visitor).getByRole('button', { name: 'Unmute' }).click();
    await allSeeAndHear([alice, bob, carol]);

    await callOf(bob.visitor).getByRole('button', { name: 'Share screen' }).click();
    const screens = [alice, carol].map(({ visitor }) => visitor.page.locator('[data-tile=screen][data-user=bob] video'));
    await Promise.all(screens.map(moves));
    await leave(carol);
    await Promise.all([alice, bob].map((one) => goesThrough(one, 'peer')));
    await moves(alice.visitor.page.locator('[data-tile=screen][data-user=bob] video'));
    // A shared screen has a sound of its own.
    await callOf(bob.visitor).getByRole('button', { name: 'Stop sharing' }).click();
    await allSeeAndHear([alice, bob]);

    await join(carol, 'general');
    await Promise.all([alice, bob, carol].map((one) => goesThrough(one, 'sfu')));
    await bob.visitor.page.reload();
    await inPhase(bob.visitor, 'active');
    await allSeeAndHear([alice, bob, carol]);
    expect([alice, bob, carol].flatMap(({ visitor }) => visitor.complaints)).toEqual([]);
  });

  it('keep what is muted, turned off and shared whenever a third joins and leaves', { timeout: 1_200_000 }, async () => {
    const [alice, bob, carol] = await Promise.all([member(scene.browser, scene.server, 'alice'), member(scene.browser, scene.server, 'bob'), member(scene.browser, scene.server, 'carol')]);
    await begin(alice, 'general', 'video');
    await join(bob, 'general');
    await allSeeAndHear([alice, bob]);
    await callOf(alice.visitor).getByRole('button', { name: 'Mute', exact: true }).click();
    await callOf(bob.visitor).getByRole('button', { name: 'Turn camera off' }).click();
    await callOf(bob.visitor).getByRole('button', { name: 'Share screen' }).click();
    const shared = ({ visitor }: Member) => moves(visitor.page.locator('[data-tile=screen][data-user=bob] video'));
    const isMuted = () => callOf(alice.visitor).getByRole('button', { name: 'Unmute' }).waitFor();
    for (let move = 0; move < MOVES; move += 1) {
      await join(carol, 'general');
      await Promise.all([alice, bob, carol].map((one) => goesThrough(one, 'sfu')));
      await Promise.all([shared(alice), shared(carol), sees(bob, alice), sees(carol, alice), isMuted()]);
      await leave(carol);
      await Promise.all([alice, bob].map((one) => goesThrough(one, 'peer')));
      await Promise.all([shared(alice), sees(bob, alice), isMuted()]);
    }
    await callOf(alice.visitor).getByRole('button', { name: 'Unmute' }).click();
    await callOf(bob.visitor).getByRole('button', { name: 'Stop sharing' }).click();
    await callOf(bob.visitor).getByRole('button', { name: 'Turn camera on' }).click();
    await allSeeAndHear([alice, bob]);
    expect([alice, bob, carol].flatMap(({ visitor }) => visitor.complaints)).toEqual([]);
  });
});
