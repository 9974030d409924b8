import type { Locator } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { Guest } from './support/guest';
import { setScene } from './support/scene';
import { Site } from './support/site';

const site: Site = await Site.open(() => scene.server.address, '');
const scene = setScene({ ORVALE_CHAT_ALLOWED_ORIGINS: site.address });

afterAll(() => site.close());

const HOSTILE = [
  '<script>window.__hit = 1</script> one',
  '<img src=x onerror="window.__hit = 2"> two',
  '[click me](javascript:window.__hit=3) three',
  '<svg/onload=window.__hit=4> four',
  '**<b onmouseover="window.__hit=5">five</b>**',
  '`<style>body{display:none}</style>` six',
  '@__proto__ #constructor seven',
  '\u202E reversed eight',
];

describe('hostile texts', () => {
  it('stay text', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('general');
    await bob.open('general');
    for (const text of HOSTILE) {
      await alice.write(text);
    }
    await bob.message('eight').waitFor();
    await bob.message('<script>window.__hit = 1</script> one').waitFor();
    await bob.message('<svg/onload=window.__hit=4> four').waitFor();
    expect(await bob.page.evaluate(() => '__hit' in window)).toBe(false);
    expect(await bob.log.locator('article script, article style, article img').count()).toBe(0);
    expect(await bob.log.locator('a[href^="javascript:"]').count()).toBe(0);
    expect(bob.complaints).toEqual([]);
    await alice.leave();
    await bob.leave();
  });
});

/** How wide the gap between the first two words of a text is shown. */
async function gapIn(message: Locator): Promise<number> {
  return message.locator('p').first().evaluate((paragraph) => {
    const words = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    const text = words.nextNode() as Text;
    const gap = /\S(\s+)/.exec(text.data);
    const range = document.createRange();
    range.setStart(text, (gap?.index ?? 0) + 1);
    range.setEnd(text, (gap?.index ?? 0) + 1 + (gap?.[1]?.length ?? 0));
    return range.getBoundingClientRect().width;
  });
}

const ACCENTS = `Z${'\u0301'.repeat(200)} stacked`;
const TURNED = '\u202E[turned](https://example.com) around';

describe('what is written on page and widget', () => {
  it('is shown with its spaces, tabs and numbers, and stays in its place', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    for (const text of ['narrow gap', 'wide    gap', 'tab\tgap', '10. tenth', ACCENTS, TURNED]) {
      // oxlint-disable-next-line no-await-in-loop
      await alice.write(text);
    }
    const guest = await Guest.arrive(scene, site, 'bob');
    await guest.open('general');
    const shown = [(text: string) => alice.message(text), (text: string) => guest.bubble(text)];
    for (const find of shown) {
      // oxlint-disable-next-line no-await-in-loop
      await find('around').waitFor();
      // oxlint-disable-next-line no-await-in-loop
      const [one, four, tab] = [await gapIn(find('narrow')), await gapIn(find('wide')), await gapIn(find('tab'))];
      expect(four).toBeCloseTo(4 * one, 0);
      expect(tab).toBeGreaterThan(one);
      // oxlint-disable-next-line no-await-in-loop
      expect(await find('tenth').locator('li').evaluate((item) => (item as HTMLLIElement).value)).toBe(10);
      // oxlint-disable-next-line no-await-in-loop
      expect(await find('stacked').locator('p').evaluate(clipsIt)).toBe(true);
      const turned = find('around').locator('p');
      // oxlint-disable-next-line no-await-in-loop
      expect(await turned.evaluate((paragraph) => getComputedStyle(paragraph).unicodeBidi)).toBe('plaintext');
      // oxlint-disable-next-line no-await-in-loop
      expect(await turned.locator('a').evaluate((link) => getComputedStyle(link).unicodeBidi)).toBe('isolate');
    }
    expect(alice.complaints).toEqual([]);
    await alice.leave();
    await guest.leave();
  });
});

/** Whether something around a paragraph, up to its message, cuts off what runs out of it. */
function clipsIt(paragraph: Element): boolean {
  for (let around: Element | null = paragraph; around !== null && around.tagName !== 'ARTICLE'; around = around.parentElement) {
    if (getComputedStyle(around).overflowY === 'clip') return true;
  }
  return false;
}
