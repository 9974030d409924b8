import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { gif, png, sendFiles, wav } from './support/files';
import { setScene } from './support/scene';

const scene = setScene({}, { animated: true });

describe('files in a conversation', () => {
  it('are shown in their places: pictures in line and larger, sound to be played, texts with their first lines, others as cards', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const { page } = alice;
    await alice.open('helpdesk');
    await sendFiles(scene.server, 'bob', 'helpdesk', [['wide.png', png(800, 200)], ['tall.png', png(200, 500, [200, 60, 60])]], 'two pictures');
    const pictures = alice.message('two pictures');
    await pictures.getByRole('button', { name: 'Open wide.png' }).locator('img').waitFor();
    await pictures.getByRole('button', { name: 'Open tall.png' }).locator('img').waitFor();

    // One after the other by keys, nearer and away, and back to where one came from.
    await pictures.getByRole('button', { name: 'Open wide.png' }).click();
    const lightbox = page.getByRole('dialog', { name: 'wide.png' });
    await lightbox.getByRole('img', { name: 'wide.png' }).waitFor();
    await lightbox.getByText('1 of 2').waitFor();
    await page.keyboard.press('+');
    await expect.poll(() => lightbox.locator('[data-zoomed]').count()).toBe(1);
    await page.keyboard.press('0');
    await expect.poll(() => lightbox.locator('[data-zoomed]').count()).toBe(0);
    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog', { name: 'tall.png' }).getByText('2 of 2').waitFor();
    await page.keyboard.press('ArrowLeft');
    await lightbox.getByRole('button', { name: 'Next picture' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download tall.png' }).click();
    expect((await saved).suggestedFilename()).toBe('tall.png');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Open wide.png');

    const lines = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`).join('\n');
    await sendFiles(scene.server, 'bob', 'helpdesk', [['ring.wav', wav()], ['printer.log', Buffer.from(lines)], ['dump.zip', Buffer.from('PK\x03\x04....')]], 'three others');
    const others = alice.message('three others');
    await others.getByText('line 6').waitFor();
    expect(await others.getByText('line 7').count()).toBe(0);
    await others.getByRole('button', { name: 'Show more' }).click();
    await others.getByText('line 40').waitFor();
    await others.getByRole('button', { name: 'Play ring.wav' }).click();
    await others.locator('audio').waitFor({ state: 'attached' });
    const zip = page.waitForEvent('download');
    await others.getByRole('button', { name: 'Download dump.zip' }).click();
    expect((await zip).suggestedFilename()).toBe('dump.zip');
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });

  it('move nothing as they load, and go with their message', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('general');
    await bob.open('general');
    await sendFiles(scene.server, 'bob', 'general', [['first.png', png(10, 10)]], 'the part is loaded');
    await alice.message('the part is loaded').locator('img').waitFor();

    // The bytes of the next one are held back, to see its room before it is there.
    let let_go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      let_go = resolve;
    });
    const fetched: string[] = [];
    await alice.page.route(/\/api\/chat\/files\//, async (route) => {
      fetched.push(new URL(route.request().url()).pathname);
      await held;
      await route.continue();
    });
    const [desk] = await sendFiles(scene.server, 'bob', 'general', [['desk.png', png(1800, 600)]], 'look at this');
    const picture = alice.message('look at this').getByRole('button', { name: 'Open desk.png' });
    await picture.waitFor();
    const before = await picture.boundingBox();
    expect((before?.width ?? 0) / (before?.height ?? 1)).toBeCloseTo(3, 1);
    let_go();
    await picture.locator('img').waitFor();
    expect(await picture.boundingBox()).toEqual(before);
    // A list has small pictures; the picture itself is fetched by who looks closer.
    expect(await picture.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(720);
    expect(fetched).toEqual([`/api/chat/files/${desk}/thumbnail`]);

    await picture.click();
    const dialog = alice.page.getByRole('dialog', { name: 'desk.png' });
    await expect.poll(() => dialog.getByRole('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1800);
    expect(fetched).toEqual([`/api/chat/files/${desk}/thumbnail`, `/api/chat/files/${desk}`]);
    await bob.message('look at this').hover();
    await bob.message('look at this').getByRole('button', { name: 'More actions' }).click();
    await bob.page.getByRole('menuitem', { name: 'Delete' }).click();
    await bob.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await alice.page.getByRole('dialog').waitFor({ state: 'detached' });
    await picture.waitFor({ state: 'detached' });
    await alice.leave();
    await bob.leave();
  });

  it('are gone through by a finger, made larger by two, and left by Back', async () => {
    await sendFiles(scene.server, 'bob', 'helpdesk', [['wide.png', png(800, 600)], ['tall.png', png(300, 500, [200, 60, 60])]], 'two pictures');
    const phone = await Visitor.signedIn(scene.browser, scene.server, 'alice', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const { page } = phone;
    await phone.open('helpdesk');
    const devtools = await page.context().newCDPSession(page);
    /** Moves fingers from place to place, in steps as a hand does. */
    const move = async (paths: readonly (readonly [from: number, to: number])[]): Promise<void> => {
      const at = (share: number) => paths.map(([from, to], id) => ({ id, x: from + (to - from) * share, y: 400 }));
      await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
      // oxlint-disable-next-line no-await-in-loop
      for (let step = 1; step <= 6; step += 1) await devtools.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(step / 6) });
      await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    };
    await phone.message('two pictures').getByRole('button', { name: 'Open wide.png' }).tap();
    const wide = page.getByRole('dialog', { name: 'wide.png' });
    await wide.getByRole('img', { name: 'wide.png' }).waitFor();
    await move([[330, 60]]);
    await page.getByRole('dialog', { name: 'tall.png' }).getByText('2 of 2').waitFor();
    await move([[60, 330]]);
    await wide.getByText('1 of 2').waitFor();
    await move([[170, 60], [220, 330]]);
    await wide.locator('[data-zoomed]').waitFor();
    await page.goBack();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await phone.leave();
  });

  it('are listed beside their conversation, on a phone from its menu', async () => {
    await sendFiles(scene.server, 'bob', 'general', [['plan.zip', Buffer.from('PK\x03\x04....')]], 'the plan');
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    await alice.page.getByRole('button', { name: 'Files', exact: true }).click();
    const pane = alice.page.getByRole('complementary', { name: 'Files' });
    await pane.getByText('plan.zip').waitFor();
    await sendFiles(scene.server, 'bob', 'general', [['later.zip', Buffer.from('PK\x03\x04....')]]);
    await pane.getByText('later.zip').waitFor();
    await pane.getByRole('button', { name: /Bob Kowalski/ }).last().click();
    await alice.message('the plan').waitFor();
    await alice.leave();

    const phone = await Visitor.signedIn(scene.browser, scene.server, 'alice', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await phone.open('general');
    expect(await phone.page.getByRole('button', { name: 'Files', exact: true }).count()).toBe(0);
    await phone.page.locator('header').getByRole('button', { name: 'Conversation options' }).click();
    await phone.page.getByRole('menuitem', { name: 'Files' }).click();
    await phone.page.getByRole('complementary', { name: 'Files' }).getByText('plan.zip').waitFor();
    await phone.leave();
  });

  it('stand still where the user wants no motion, until played', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { reducedMotion: 'reduce' });
    await alice.open('general');
    await sendFiles(scene.server, 'bob', 'general', [['dance.gif', gif()]], 'a dance');
    const dance = alice.message('a dance');
    await dance.locator('[data-still]').waitFor();
    await dance.getByRole('button', { name: 'Play dance.gif' }).click();
    await dance.locator('img:not([data-still])').waitFor();
    await dance.getByRole('button', { name: 'Pause dance.gif' }).click();
    await dance.locator('[data-still]').waitFor();
    await alice.leave();
  });
});
