// Calls of two whose pages are reloaded and whose server restarts, in whichever order: what each starts anew reaches the other.

import { describe, expect, it } from 'vitest';

import { CALL_ARGUMENTS } from './support/browser';
import { callOf, inPhase, moves } from './support/calls';
import { allSeeAndHear, begin, goesThrough, join, leave, member, sees, type Member } from './support/group-calls';
import { setScene } from './support/scene';

const scene = setScene({}, { args: CALL_ARGUMENTS });

async function enlarge({ visitor }: Member): Promise<void> {
  await callOf(visitor).getByRole('button', { name: 'Expand call' }).click();
}

async function reload(one: Member): Promise<void> {
  await one.visitor.page.reload();
  await inPhase(one.visitor, 'active');
  await enlarge(one);
}

async function restart(members: readonly Member[]): Promise<void> {
  await scene.server.kill();
  await Promise.all(members.map(({ visitor }) => visitor.page.locator('[data-call-phase=reconnecting]').first().waitFor()));
  await scene.server.run();
  await Promise.all(members.map(({ visitor }) => inPhase(visitor, 'active')));
}

/** Each turns the camera on and shares a screen; the other sees both move. */
async function showEachOther(pair: readonly [Member, Member]): Promise<void> {
  for (const [one, other] of [pair, pair.toReversed() as [Member, Member]]) {
    const { visitor, username } = one;
    const press = (name: string): Promise<void> => callOf(visitor).getByRole('button', { name }).click();
    // One after the other: one machine encodes and decodes all of it.
    // oxlint-disable no-await-in-loop
    await press('Turn camera on');
    await sees(other, one);
    await press('Turn camera off');
    await press('Share screen');
    await moves(other.visitor.page.locator(`[data-tile=screen][data-user=${username}] video`));
    await press('Stop sharing');
    // oxlint-enable no-await-in-loop
  }
}

describe('a call of two', () => {
  it('delivers what each starts anew after reloads and restarts of the server', { timeout: 400_000 }, async () => {
    const [alice, bob, carol] = await Promise.all([member(scene.browser, scene.server, 'alice'), member(scene.browser, scene.server, 'bob'), member(scene.browser, scene.server, 'carol')]);
    const pair = [alice, bob] as const;
    await begin(alice, 'general', 'audio');
    await join(bob, 'general');
    await Promise.all(pair.map(({ visitor }) => inPhase(visitor, 'active')));
    await Promise.all(pair.map(enlarge));

    await reload(alice);
    await restart(pair);
    await showEachOther(pair);

    await reload(bob);
    await showEachOther(pair);

    await Promise.all(pair.map(reload));
    await restart(pair);
    await restart(pair);
    await showEachOther(pair);

    await join(carol, 'general');
    await Promise.all(pair.map((one) => goesThrough(one, 'sfu')));
    await leave(carol);
    await Promise.all(pair.map((one) => goesThrough(one, 'peer')));
    await restart(pair);
    await showEachOther(pair);
    for (const { visitor } of pair) await callOf(visitor).getByRole('button', { name: 'Turn camera on' }).click();
    await allSeeAndHear(pair);
    expect([alice, bob, carol].flatMap(({ visitor }) => visitor.complaints)).toEqual([]);
  });
});
