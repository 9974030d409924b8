// Calls from device to device in Firefox. What is decoded is what counts. Calls through the server are not tried: Firefox has
// no candidate on loopback where the machine has another interface, and the test's server listens nowhere else.

import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NO_FIREFOX } from './support/firefox';
import { decodes, firefoxCaller, joinCall, launchForCalls, press } from './support/firefox-calls';
import { setServer } from './support/scene';

if (NO_FIREFOX !== null) process.stderr.write(`firefox-calls.test.ts is skipped: ${NO_FIREFOX}\n`);

describe.skipIf(NO_FIREFOX !== null)('calls in Firefox', () => {
  const server = setServer();
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchForCalls();
  });

  afterAll(() => browser?.close());

  it('of two carry sound and pictures, and end for both', { timeout: 200_000 }, async () => {
    const alice = await firefoxCaller(browser, server(), 'alice');
    const bob = await firefoxCaller(browser, server(), 'bob');
    await alice.open('general');
    await press(alice, 'Start a video call');
    await press(alice, 'Start call');
    await bob.open('general');
    await joinCall(bob);
    await Promise.all([decodes(alice, { sounds: 1, pictures: 1 }), decodes(bob, { sounds: 1, pictures: 1 })]);
    await press(alice, 'Turn camera off');
    await decodes(bob, { sounds: 1, pictures: 0 });
    await press(alice, 'Turn camera on');
    await decodes(bob, { sounds: 1, pictures: 1 });
    await press(alice, 'Leave call');
    await bob.page.waitForSelector('[data-call]', { hidden: true });
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });
});
