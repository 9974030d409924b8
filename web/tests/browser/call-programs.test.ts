// Calls through the server of programs that are not the page: they add what they send in any order, take tracks away and put
// them back, and have the server switch between the sizes of a picture. What the other side decodes is what counts.

import { describe, expect, it } from 'vitest';

import { CALL_ARGUMENTS } from './support/browser';
import { CallProgram, type Camera, type Kind } from './support/call-program';
import { decodes } from './support/decoded';
import { pictureIn, soundIn } from './support/inbound';
import { setScene } from './support/scene';

const scene = setScene({}, { args: CALL_ARGUMENTS });
const LONG = { timeout: 600_000 };
/** CALL_LONG=1 is the long form, which also prints what was measured. */
const IS_LONG = process.env['CALL_LONG'] !== undefined;
const SWITCHES = IS_LONG ? 200 : 8;
/** As often a track is taken away and put back. */
const REPLACED = IS_LONG ? 50 : 6;
const ORDERS: readonly (readonly Kind[])[] = [
  ['camera', 'audio', 'screen'],
  ['screen', 'camera', 'audio'],
  ['camera', 'screen', 'audio'],
  ['audio', 'camera', 'screen'],
  ['audio', 'screen', 'camera'],
  ['screen', 'audio', 'camera'],
];
const PLAIN: Camera = { codec: 'VP8', scales: [1] };
const HEIGHT = 360;

/** alice, who sends, and bob, who receives, in a call through the server. */
async function pair(): Promise<[CallProgram, CallProgram]> {
  const [alice, bob] = await Promise.all([CallProgram.start(scene.browser, scene.server, 'alice'), CallProgram.start(scene.browser, scene.server, 'bob')]);
  await bob.join(await alice.begin('general'));
  return [alice, bob];
}

describe('programs that call through the server', () => {
  it.each(ORDERS.slice(0, IS_LONG ? ORDERS.length : 2))('send %s, %s and %s in this order, stop each and begin it again', LONG, async (...order) => {
    const [alice, bob] = await pair();
    await alice.ask('call_update', { screen: true });
    const of = (kinds: readonly Kind[]) => ({ sounds: kinds.filter((kind) => kind === 'audio').length, pictures: kinds.filter((kind) => kind !== 'audio').length });
    for (const kind of order) await alice.add(kind, kind === 'camera' ? PLAIN : undefined);
    await decodes(bob.page, of(order));
    for (const kind of order) {
      await alice.drop(kind);
      await alice.add(kind);
    }
    await decodes(bob.page, of(order));
  });

  it('take a track away and put it back, and are heard and seen again each time', LONG, async () => {
    const [alice, bob] = await pair();
    await alice.add('audio');
    await alice.add('camera', PLAIN);
    await decodes(bob.page, { sounds: 1, pictures: 1 });
    const waits: number[] = [];
    for (let round = 0; round < REPLACED; round += 1) {
      await Promise.all([alice.replaceTrack('audio', 100), alice.replaceTrack('camera', 100)]);
      const [before, from] = [await Promise.all([soundIn(bob.page), pictureIn(bob.page)]), performance.now()];
      const back = async (): Promise<boolean> => {
        const [sound, picture] = await Promise.all([soundIn(bob.page), pictureIn(bob.page)]);
        return sound.heard > before[0].heard && picture.frames > before[1].frames;
      };
      await expect.poll(back, { interval: 20, timeout: 20_000, message: `round ${round}` }).toBe(true);
      waits.push(performance.now() - from);
    }
    if (IS_LONG) process.stderr.write(`back after ${Math.max(...waits).toFixed(0)} ms at most\n`);
  });

  it.each(['VP8', 'H264'] as const)('switch between the sizes of a picture in %s, which goes on without an error', LONG, async (codec) => {
    const [alice, bob] = await pair();
    await alice.add('camera', { codec, scales: [2, 1] });
    await decodes(bob.page, { sounds: 0, pictures: 1 });
    const view = (height: number) => ({ views: [{ user: 'alice', deviceId: alice.device, kind: 'camera', view: { upto: { height } } }] });
    const showing = (height: number) => expect.poll(async () => (await pictureIn(bob.page)).height, { interval: 50, timeout: 30_000, message: `${codec} of ${height}` }).toBe(height);
    await showing(HEIGHT);
    const before = await pictureIn(bob.page);
    for (let round = 0; round < SWITCHES / 2; round += 1) {
      for (const height of [HEIGHT / 2, HEIGHT]) {
        await bob.ask('call_view', view(height));
        await showing(height);
      }
    }
    const after = await pictureIn(bob.page);
    if (IS_LONG) process.stderr.write(`${codec}: ${JSON.stringify({ before, after })}\n`);
    // A packet whose number does not fit looks lost or too late, and a picture whose time does not fit is thrown away.
    expect([after.lost - before.lost, after.discarded - before.discarded, after.asked - before.asked]).toEqual([0, 0, 0]);
    expect(after.frames - before.frames).toBeGreaterThan(SWITCHES);
  });
});
