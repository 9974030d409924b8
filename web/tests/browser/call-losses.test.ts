// What a viewer decodes while packets are lost on the way to them, and on the way from who sends.

import { afterAll, describe, expect, it } from 'vitest';

import { CALL_ARGUMENTS } from './support/browser';
import { CallProgram, type Camera } from './support/call-program';
import { decodes } from './support/decoded';
import { pictureIn } from './support/inbound';
import { MediaLine, type Loss } from './support/media-line';
import { arrivalIn, portsOf } from './support/routes';
import { setScene } from './support/scene';

const line = await MediaLine.open();
afterAll(() => line.close());

/** CALL_LONG=1 is the long form, which also prints what has arrived. */
const IS_LONG = process.env['CALL_LONG'] !== undefined;
const WATCHED_MS = IS_LONG ? 30_000 : 4000;

const LAYERED: Camera = { codec: 'VP8', scales: [2, 1] };
const CASES: readonly (readonly [string, 'alice' | 'bob', Loss])[] = [
  ['5 % on the way to the viewer', 'bob', { down: 0.05 }],
  ['2 % on the way from a camera with layers', 'alice', { up: 0.02 }],
];

describe('calls through the server on a network that loses packets', () => {
  const scene = setScene(line.env, { args: CALL_ARGUMENTS });

  it.each(CASES)('repair %s', { timeout: 400_000 }, async (_, whose, loss) => {
    const [alice, bob] = await Promise.all([CallProgram.start(scene.browser, scene.server, 'alice'), CallProgram.start(scene.browser, scene.server, 'bob')]);
    await bob.join(await alice.begin('general'));
    await alice.add('audio');
    await alice.add('camera', LAYERED);
    await decodes(bob.page, { sounds: 1, pictures: 1 });
    const before = await pictureIn(bob.page);
    const lostBefore = line.lost;
    line.lose(await portsOf(whose === 'alice' ? alice : bob), loss);
    const arrival = await arrivalIn(bob, WATCHED_MS);
    const after = await pictureIn(bob.page);
    if (IS_LONG) process.stderr.write(`${whose} ${JSON.stringify(loss)}: ${JSON.stringify({ arrival, before, after, lost: line.lost - lostBefore })}\n`);
    expect(line.lost - lostBefore).toBeGreaterThan(0);
    if (whose === 'bob') expect(arrival.asked, 'what was lost is asked for again').toBeGreaterThan(0);
    await decodes(bob.page, { sounds: 1, pictures: 1 });
  });
});
