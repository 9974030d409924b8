// A call with cameras and a shared, annotated screen, of which one loses packets and one gets through by TURN over TCP alone,
// and whose server is killed. CALL_OF=6 holds it with as many people, and CALL_PICTURES names a folder for pictures of it.

import { afterAll, describe, expect, it } from 'vitest';

import { CALL_ARGUMENTS } from './support/browser';
import { callOf, inPhase, moves } from './support/calls';
import { decodes } from './support/decoded';
import { begin, goesThrough, join, member, sees, type Member } from './support/group-calls';
import { MediaLine } from './support/media-line';
import { arrivalIn, openOnly, portsOf, routesOf } from './support/routes';
import { setScene } from './support/scene';

const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace'].slice(0, Number(process.env['CALL_OF'] ?? 3));
const PICTURES = process.env['CALL_PICTURES'];
const OTHERS = PEOPLE.length - 1;
/** How long it is watched what arrives while packets are lost. */
const WATCHED_MS = 5000;

const line = await MediaLine.open();
afterAll(() => line.close());

const marksIn = ({ visitor }: Member, tile: 'screen' | 'ownScreen') => visitor.page.locator(`[data-tile=${tile}] svg[data-marks] > :not(g)`);

/** Draws a line over the middle of the screen that somebody else shares. */
async function draw({ visitor }: Member): Promise<void> {
  const tools = visitor.page.getByRole('group', { name: /^Annotate/ });
  if ((await tools.count()) === 0) await callOf(visitor).getByRole('button', { name: 'Annotate' }).click();
  const box = await visitor.page.getByRole('application', { name: 'Shared screen' }).boundingBox();
  if (box === null) throw new Error('nothing to draw on');
  const { mouse } = visitor.page;
  await mouse.move(box.x + box.width / 3, box.y + box.height / 2);
  await mouse.down();
  await mouse.move(box.x + box.width / 1.5, box.y + box.height / 2.5, { steps: 8 });
  await mouse.up();
}

async function picture(members: readonly Member[], name: string): Promise<void> {
  if (PICTURES !== undefined) await Promise.all(members.map(({ username, visitor }) => visitor.page.screenshot({ path: `${PICTURES}/${name}-${username}.png` })));
}

describe('a call on bad networks', () => {
  const env = { ...line.env, ORVALE_CHAT_TURN_LISTEN: '127.0.0.1:0', ORVALE_CHAT_TURN_HOST: '127.0.0.1', ORVALE_CHAT_TURN_ALLOW: '127.0.0.0/8' };
  const scene = setScene(env, { args: CALL_ARGUMENTS });

  it('goes through TURN over TCP and lost packets, and is there again after the server was killed', { timeout: 400_000 }, async () => {
    const open = (username: string): Promise<Member> => member(scene.browser, scene.server, username, {}, (visitor) => openOnly(visitor, username === 'bob' ? 'tcp' : 'udp'));
    const members = await Promise.all(PEOPLE.map(open));
    const [alice, bob, carol] = members as [Member, Member, Member];
    const all = async (act: (one: Member) => Promise<unknown>): Promise<void> => void (await Promise.all(members.map(act)));
    const screenMoves = (): Promise<unknown> => Promise.all(members.slice(1).map(({ visitor }) => moves(visitor.page.locator('[data-tile=screen][data-user=alice] video'))));

    await begin(alice, 'general', 'video');
    for (const other of members.slice(1)) await join(other, 'general');
    await all((one) => goesThrough(one, 'sfu'));
    await all(({ username, visitor }) => decodes(visitor.page, { sounds: OTHERS, pictures: OTHERS }, username));
    const ways = await routesOf(bob.visitor);
    expect(ways.map(({ relayProtocol }) => relayProtocol)).toEqual(['tcp', 'tcp']);

    line.lose(await portsOf(alice.visitor), { up: 0.02 });
    line.lose(await portsOf(carol.visitor), { down: 0.05 });
    const arrival = await arrivalIn(carol.visitor, WATCHED_MS);
    if (PICTURES !== undefined) process.stderr.write(`${JSON.stringify(arrival)}, ${line.lost} lost\n`);
    expect(arrival.asked, 'what was lost is asked for again').toBeGreaterThan(0);

    await callOf(alice.visitor).getByRole('button', { name: 'Share screen' }).click();
    await screenMoves();
    await draw(bob);
    await expect.poll(() => marksIn(alice, 'ownScreen').count()).toBe(1);
    await expect.poll(() => marksIn(carol, 'screen').count()).toBe(1);
    await picture(members, 'shared');

    await scene.server.kill();
    await all(({ visitor }) => visitor.page.locator('[data-call-phase=reconnecting]').first().waitFor());
    await picture(members, 'reconnecting');
    await scene.server.run();
    await all(({ visitor }) => inPhase(visitor, 'active'));
    await screenMoves();
    await all((one) => Promise.all(members.filter((other) => other !== one).map((other) => sees(one, other))));
    // What was drawn went with the server, for all alike.
    await Promise.all([expect.poll(() => marksIn(alice, 'ownScreen').count()).toBe(0), expect.poll(() => marksIn(carol, 'screen').count()).toBe(0)]);
    await draw(carol);
    await expect.poll(() => marksIn(alice, 'ownScreen').count()).toBe(1);
    await picture(members, 'back');
    expect(members.flatMap(({ visitor }) => visitor.complaints)).toEqual([]);
  });
});
