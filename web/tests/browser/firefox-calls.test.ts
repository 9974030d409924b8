// Calls in Firefox: of two from device to device, and of three with Chromium through the server. What is decoded is what
// counts: packets can arrive and come to nothing. Firefox has no candidate on loopback where the machine has another
// interface; so it reaches the server, which listens nowhere else, by its relay.

import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { CALL_ARGUMENTS } from './support/browser';
import { callOf } from './support/calls';
import { decodes } from './support/decoded';
import { NO_FIREFOX } from './support/firefox';
import { firefoxCaller, joinCall, launchForCalls, press } from './support/firefox-calls';
import { join, leave, member } from './support/group-calls';
import { setScene } from './support/scene';

if (NO_FIREFOX !== null) process.stderr.write(`firefox-calls.test.ts is skipped: ${NO_FIREFOX}\n`);

describe.skipIf(NO_FIREFOX !== null)('calls in Firefox', () => {
  const scene = setScene({ ORVALE_CHAT_TURN_LISTEN: '127.0.0.1:0', ORVALE_CHAT_TURN_ALLOW: '127.0.0.0/8' }, { args: CALL_ARGUMENTS });
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchForCalls();
  });

  afterAll(() => browser?.close());

  it('carry sound and pictures between two, and among three with Chromium', async () => {
    const [alice, bob] = await Promise.all(['alice', 'bob'].map((username) => firefoxCaller(browser, scene.server, username)));
    if (alice === undefined || bob === undefined) throw new Error('nobody came');
    await alice.open('general');
    await press(alice, 'Start a video call');
    await press(alice, 'Start call');
    await bob.open('general');
    await joinCall(bob);
    const both = [alice, bob].map(({ page }) => page);
    await Promise.all(both.map((page) => decodes(page, { sounds: 1, pictures: 1 })));
    await press(alice, 'Turn camera off');
    await decodes(bob.page, { sounds: 1, pictures: 0 }, 'bob');
    await press(alice, 'Turn camera on');
    await decodes(bob.page, { sounds: 1, pictures: 1 }, 'bob');

    const carol = await member(scene.browser, scene.server, 'carol');
    await join(carol, 'general');
    const all = [...both, carol.visitor.page];
    await Promise.all(all.map((page, index) => decodes(page, { sounds: 2, pictures: 2 }, `${index}`)));
    await callOf(carol.visitor).getByRole('button', { name: 'Mute', exact: true }).click();
    await Promise.all(both.map((page) => decodes(page, { sounds: 1, pictures: 2 })));
    await leave(carol);
    await Promise.all(both.map((page) => decodes(page, { sounds: 1, pictures: 1 })));

    await press(alice, 'Leave call');
    await bob.page.waitForSelector('[data-call]', { hidden: true });
    expect([...alice.complaints, ...bob.complaints, ...carol.visitor.complaints]).toEqual([]);
  });
});
