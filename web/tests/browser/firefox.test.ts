// The main paths in Firefox. What it shares with Chromium is tested there.

import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { FirefoxVisitor, launchFirefox, NO_FIREFOX } from './support/firefox';
import { setServer } from './support/scene';

if (NO_FIREFOX !== null) process.stderr.write(`firefox.test.ts is skipped: ${NO_FIREFOX}\n`);

describe.skipIf(NO_FIREFOX !== null)('in Firefox', () => {
  const server = setServer();
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchFirefox();
  });

  afterAll(() => browser?.close());

  it('two people log in, read, talk and go from one conversation to another', async () => {
    const alice = await FirefoxVisitor.arrive(browser, server());
    const bob = await FirefoxVisitor.arrive(browser, server());
    await alice.signIn('alice');
    await bob.signIn('bob');
    await alice.open('general');
    await bob.open('general');
    // Icons come from a file of their own, which the policy must let through.
    await alice.page.waitForFunction(() => (document.querySelector<SVGUseElement>('svg use')?.getBBox().width ?? 0) > 0);

    await alice.write('Hello Bob, this is **bold** ');
    const received = await bob.message('Hello Bob');
    expect(await received.$eval('strong', (strong) => strong.textContent)).toBe('bold');
    await bob.write('Hello Alice');
    await alice.message('Hello Alice');

    // What is begun stays with its conversation.
    await alice.type('[data-composer] textarea', 'half a thought');
    await alice.open('helpdesk');
    await alice.write('And here');
    await alice.message('And here');
    await bob.open('helpdesk');
    await bob.message('And here');
    await alice.open('general');
    expect(await alice.begun()).toBe('half a thought');

    await alice.page.reload();
    await alice.message('Hello Alice');
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });
});
