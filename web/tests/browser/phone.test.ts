import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene({}, { animated: true });
const PHONE = { viewport: { width: 390, height: 844 }, screen: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** What is too small for a thumb. */
function small(targets: Locator): Promise<(string | null)[]> {
  return targets.evaluateAll((found) =>
    found
      .filter((target) => {
        const { width, height } = target.getBoundingClientRect();
        return width < 44 || height < 44;
      })
      .map((target) => target.ariaLabel ?? target.textContent),
  );
}

/** By how much the page is wider than the screen. The window grows with a page that is too wide. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.screen.width);
}

describe('on a phone', () => {
  it('shows one pane at a time and has targets for a thumb', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', PHONE);
    const { page } = alice;
    expect(await page.getByRole('main').isVisible()).toBe(false);
    await alice.open('general');
    expect(await alice.conversations.isVisible()).toBe(false);
    await alice.composer.fill('from my phone');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await alice.message('from my phone').waitFor();
    expect(await small(page.locator('header button:visible, [data-composer] button:visible'))).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Back' }).click();
    await alice.conversation('helpdesk').waitFor();
    // The device's own Back does not lead into the channel again.
    await page.goBack();
    expect(page.url()).toBe('about:blank');
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });

  it('takes away with Back what covers the conversation, one at a time', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', PHONE);
    const { page } = alice;
    await alice.open('general');
    const heading = page.getByRole('heading', { level: 1, name: 'general' });
    const members = page.getByRole('complementary', { name: 'Members' });
    const adding = page.getByRole('dialog', { name: 'Add people' });

    await page.getByRole('button', { name: /^Members/ }).click();
    await members.getByRole('button', { name: 'Add people' }).click();
    await adding.waitFor();
    await page.goBack();
    await adding.waitFor({ state: 'detached' });
    expect(await members.isVisible()).toBe(true);
    await page.goBack();
    await members.waitFor({ state: 'detached' });
    expect(await heading.isVisible()).toBe(true);

    // Whoever does not see the pane come and go is taken along.
    await page.getByRole('button', { name: /^Members/ }).click();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Members' && document.activeElement.tagName === 'H2');
    await members.getByRole('button', { name: 'Back' }).click();
    await members.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.ariaLabel?.startsWith('Members'));

    // Closed in another way, it leaves no step behind.
    await page.getByRole('button', { name: 'Search in this conversation' }).click();
    const search = page.getByRole('complementary', { name: 'Search' });
    await search.getByRole('button', { name: 'Back' }).click();
    await search.waitFor({ state: 'detached' });
    await page.goBack();
    await alice.conversation('helpdesk').waitFor();
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });

  it('shows a thread on the whole screen, and the conversation again with Back', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', PHONE);
    const { page } = alice;
    await alice.open('general');
    await alice.composer.fill('does anyone have a minute?');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const message = alice.message('does anyone have a minute?');
    await message.waitFor();
    const { x, y } = await middle(message);
    const finger = await Finger.on(page);
    await finger.down(x, y);
    const entry = page.getByRole('dialog', { name: 'More actions' }).getByRole('menuitem', { name: 'Reply in thread' });
    await entry.waitFor();
    await finger.up();
    await entry.tap();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.waitFor();
    // It moves into its place.
    await expect.poll(async () => thread.evaluate((shown) => [shown.getBoundingClientRect().x, shown.getBoundingClientRect().width])).toEqual([0, 390]);
    const heading = page.getByRole('heading', { level: 1, name: 'general' });
    const isCovered = (): Promise<boolean> =>
      heading.evaluate((shown) => {
        const place = shown.getBoundingClientRect();
        return !shown.contains(document.elementFromPoint(place.x + place.width / 2, place.y + place.height / 2));
      });
    await expect.poll(isCovered).toBe(true);
    const reply = thread.getByRole('textbox');
    await reply.fill('I do');
    await thread.getByRole('button', { name: 'Send', exact: true }).click();
    await thread.getByText('I do').waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await thread.getByRole('button', { name: 'Back' }).click();
    await thread.waitFor({ state: 'detached' });
    await heading.waitFor();
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });

  it('is narrow enough for the smallest, with choices for a thumb', async () => {
    const tiny = { viewport: { width: 320, height: 640 }, screen: { width: 320, height: 640 }, hasTouch: true, isMobile: true, fetchesAhead: true };
    const alice = await Visitor.arrive(scene.browser, scene.server, tiny);
    const { page } = alice;
    await alice.visit('/chat');
    await page.getByLabel('Password').waitFor();
    const edge = await page.getByRole('button', { name: 'Log in' }).boundingBox();
    expect((edge?.x ?? 0) + (edge?.width ?? 0)).toBeLessThanOrEqual(320);
    await alice.signIn('alice');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    for (const [name, targets] of [
      [/Profile$/, 'label:has(input)'],
      [/^Find a conversation/, '[role=option]'],
      [/^New direct message/, '[role=option], input'],
    ] as const) {
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').locator(targets).first().waitFor();
      expect(await small(page.getByRole('dialog').locator(targets))).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await page.goBack();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await alice.leave();
  });

  it('goes from a dialog to a conversation, and back past the dialog', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', PHONE);
    const { page } = alice;
    await alice.open('general');
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: /helpdesk/ }).click();
    await page.getByRole('heading', { level: 1, name: 'helpdesk' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'general' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await alice.leave();
  });

  it('opens the menu of a message that is held down, and answers one that is drawn aside', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', PHONE);
    const { page } = alice;
    await alice.open('general');
    const message = alice.message('Sure, it is on my desk');
    await message.waitFor();
    const { x, y } = await middle(message);
    const finger = await Finger.on(page);

    await finger.down(x, y);
    const menu = page.getByRole('dialog', { name: 'More actions' });
    await menu.getByRole('menuitem', { name: 'Reply', exact: true }).waitFor();
    await finger.up();
    expect(await menu.isVisible()).toBe(true);
    expect(await small(menu.getByRole('menuitem').or(menu.getByRole('button')))).toEqual([]);
    // Nothing looks chosen to a finger; keys begin at the first all the same.
    expect(await menu.locator('[role=menuitem]:focus').count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    expect(await menu.locator('[role=menuitem]:focus').innerText()).toBe('Add a reaction');
    await menu.getByRole('button', { name: 'Add a reaction: 🎉' }).tap();
    await menu.waitFor({ state: 'detached' });
    await message.getByRole('button', { name: /you reacted with 🎉/ }).waitFor();

    // Not far enough, and then far enough.
    await finger.draw(x, y, 40);
    expect(await page.getByText(/^Replying to/).count()).toBe(0);
    await finger.draw(x, y, 70);
    await page.getByText('Replying to Erin Lindqvist').waitFor();
    // Whoever scrolls does neither.
    await finger.down(x, y);
    await finger.move(x, y - 40);
    await finger.up();
    expect(await menu.count()).toBe(0);

    // Back takes away the menu, and what chooses an emoji, and leaves the conversation.
    const hold = async (): Promise<void> => {
      const now = await middle(message);
      await finger.down(now.x, now.y);
      await menu.waitFor();
      await finger.up();
    };
    await hold();
    await page.goBack();
    await menu.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Insert an emoji' }).tap();
    await page.locator('emoji-picker').waitFor();
    await page.goBack();
    await page.locator('emoji-picker').waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1, name: 'general' }).waitFor();
    // An action of the menu is one step, too.
    await hold();
    await menu.getByRole('menuitem', { name: 'Forward' }).tap();
    await page.getByRole('dialog', { name: /Forward/ }).waitFor();
    await page.goBack();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1, name: 'general' }).waitFor();
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });

  it('has the way out under the profile', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', PHONE);
    const { page } = alice;
    expect(await page.getByRole('button', { name: 'Log out' }).count()).toBe(0);
    await page.getByRole('button', { name: /Profile$/ }).tap();
    await page.getByRole('dialog').getByRole('button', { name: 'Log out' }).tap();
    await page.getByRole('dialog', { name: /Log out/ }).getByRole('button', { name: /^Log out/ }).last().tap();
    await page.getByLabel('Password').waitFor();
    await alice.leave();
  });
});

async function middle(target: Locator): Promise<{ x: number; y: number }> {
  const { x = 0, y = 0, width = 0, height = 0 } = (await target.boundingBox()) ?? {};
  return { x: x + width / 2, y: y + height / 2 };
}

/** One finger on the screen. */
class Finger {
  private constructor(private readonly touch: (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) => Promise<unknown>) {}

  static async on(page: Page): Promise<Finger> {
    const devtools = await page.context().newCDPSession(page);
    return new Finger((type, touchPoints) => devtools.send('Input.dispatchTouchEvent', { type, touchPoints }));
  }

  async down(x: number, y: number): Promise<void> {
    await this.touch('touchStart', [{ x, y }]);
  }

  async move(x: number, y: number): Promise<void> {
    await this.touch('touchMove', [{ x, y }]);
  }

  async up(): Promise<void> {
    await this.touch('touchEnd', []);
  }

  async draw(x: number, y: number, by: number): Promise<void> {
    await this.down(x, y);
    for (const step of [0.3, 0.6, 1]) {
      // One after the other, as a finger moves.
      // oxlint-disable-next-line no-await-in-loop
      await this.move(x + by * step, y);
    }
    await this.up();
  }
}
