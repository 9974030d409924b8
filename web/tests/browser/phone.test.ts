import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe('on a phone', () => {
  it('shows one pane at a time and has targets for a thumb', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', PHONE);
    const { page } = alice;
    expect(await page.getByRole('main').isVisible()).toBe(false);
    await alice.open('general');
    expect(await alice.conversations.isVisible()).toBe(false);
    await alice.composer.fill('from my phone');
    await page.getByRole('button', { name: 'Send' }).click();
    await alice.message('from my phone').waitFor();
    const small = await page.locator('header button:visible, [data-composer] button:visible').evaluateAll((buttons) =>
      buttons
        .filter((button) => {
          const { width, height } = button.getBoundingClientRect();
          return width < 44 || height < 44;
        })
        .map((button) => button.getAttribute('aria-label')),
    );
    expect(small).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Back' }).click();
    await alice.conversation('helpdesk').waitFor();
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });
});
