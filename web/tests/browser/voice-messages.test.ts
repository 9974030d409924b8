import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene({}, { whole: true });

describe('voice messages', () => {
  it('are recorded, heard before they are sent, and played by keys', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { permissions: ['microphone'] });
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await bob.open('helpdesk');
    const fetched: string[] = [];
    bob.page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
    const { page } = alice;
    await page.getByRole('button', { name: 'Record a voice message' }).click();
    const recorder = page.getByRole('group', { name: 'Voice message' });
    // It has the focus: Enter ends the recording.
    await expect.poll(() => recorder.getByRole('timer').textContent(), { timeout: 20_000 }).toBe('0:02');
    await page.keyboard.press('Enter');
    await recorder.waitFor({ state: 'detached' });
    const tray = page.getByRole('list', { name: 'Attached files' });
    await tray.getByText(/^Voice message .*\.(?:m4a|weba)$/).waitFor();
    await tray.getByRole('button', { name: /^Play Voice message/ }).click();
    await tray.getByRole('button', { name: /^Pause Voice message/ }).waitFor();
    await alice.write('listen to this');

    const seen = bob.message('listen to this');
    // The beeps are drawn, and the length is known, before anything is played.
    await seen.locator('[data-wave]').waitFor();
    await seen.getByText(/^0:00 \/ 0:0[1-4]$/).waitFor();
    expect(await seen.locator('[data-wave] > span > span').evaluateAll((bars) => new Set(bars.map((bar) => (bar as HTMLElement).style.height)).size)).toBeGreaterThan(2);
    // Its recorder has said so: nobody fetches it for that.
    expect(fetched.filter((path) => path.startsWith('/api/chat/files/'))).toEqual([]);
    const position = seen.getByRole('slider', { name: 'Position' });
    await position.focus();
    for (let press = 0; press < 5; press += 1) await bob.page.keyboard.press('ArrowRight');
    await expect.poll(async () => Number(await position.inputValue())).toBeCloseTo(0.5);
    await seen.getByRole('button', { name: 'Speed: 1×' }).click();
    await seen.getByRole('button', { name: 'Speed: 1.5×' }).waitFor();
    await seen.getByRole('button', { name: /^Play Voice message/ }).focus();
    await bob.page.keyboard.press('Space');
    await expect.poll(async () => Number(await position.inputValue()), { timeout: 20_000 }).toBeGreaterThan(0.5);
    expect(await seen.locator('audio').evaluate((audio: HTMLAudioElement) => audio.playbackRate)).toBe(1.5);
    await expect.poll(() => seen.getByRole('button', { name: /^Play Voice message/ }).count(), { timeout: 20_000 }).toBe(1);
    await expect.poll(() => position.inputValue()).toBe('0');
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
    await alice.leave();
    await bob.leave();
  });

  it('can be given up, and are attached when one goes elsewhere', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { permissions: ['microphone'] });
    await alice.open('helpdesk');
    const { page } = alice;
    const recorder = page.getByRole('group', { name: 'Voice message' });
    const tray = page.getByRole('list', { name: 'Attached files' });
    await page.getByRole('button', { name: 'Record a voice message' }).click();
    await recorder.getByRole('timer').waitFor();
    await page.keyboard.press('Escape');
    await recorder.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');

    await page.getByRole('button', { name: 'Record a voice message' }).click();
    await recorder.getByText('0:01').waitFor();
    await alice.open('general');
    await recorder.waitFor({ state: 'detached' });
    await alice.open('helpdesk');
    await tray.getByText(/^Voice message/).waitFor();
    // What was given up is not there.
    expect(await tray.getByRole('listitem').count()).toBe(1);
    await alice.leave();
  });

  it('say why there is no microphone', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { permissions: [] });
    await alice.open('helpdesk');
    const { page } = alice;
    const refuse = (name: string) =>
      page.evaluate((reason) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', reason));
      }, name);
    await refuse('NotAllowedError');
    await page.getByRole('button', { name: 'Record a voice message' }).click();
    const recorder = page.getByRole('group', { name: 'Voice message' });
    await recorder.getByText(/doesn’t let this page use the microphone/).waitFor();
    await refuse('NotFoundError');
    await recorder.getByRole('button', { name: 'Try again' }).click();
    await recorder.getByText('No microphone was found.').waitFor();
    await recorder.getByRole('button', { name: 'Cancel recording' }).click();
    await recorder.waitFor({ state: 'detached' });
    await alice.leave();
  });

  it('are recorded on a phone from its menu', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, permissions: ['microphone'] });
    const { page } = alice;
    await alice.open('helpdesk');
    await page.getByRole('button', { name: 'Attach files' }).click();
    await page.getByRole('menuitem', { name: 'Record a voice message' }).click();
    const recorder = page.getByRole('group', { name: 'Voice message' });
    await recorder.getByText('0:01').waitFor();
    await recorder.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('list', { name: 'Attached files' }).getByText(/^Voice message/).waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await alice.log.getByRole('slider', { name: 'Position' }).waitFor();
    await alice.leave();
  });

  it('are recorded as long as the button is held, and dropped by sliding away or by Escape', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { permissions: ['microphone'] });
    await alice.open('helpdesk');
    const { page } = alice;
    const { mouse, keyboard } = page;
    const recorder = page.getByRole('group', { name: 'Voice message' });
    const items = page.getByRole('list', { name: 'Attached files' }).getByRole('listitem');
    const box = await page.getByRole('button', { name: 'Record a voice message' }).boundingBox();
    const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 20];
    const hold = async (): Promise<void> => {
      await mouse.move(x, y);
      await mouse.down();
      await recorder.getByText('0:01').waitFor();
      await recorder.getByText('Slide away to cancel').waitFor();
      expect(await recorder.getByRole('button').count()).toBe(0);
    };

    await hold();
    await mouse.move(x - 200, y - 30, { steps: 4 });
    await recorder.getByText('Release to cancel').waitFor();
    await mouse.up();
    await recorder.waitFor({ state: 'detached' });
    expect(await items.count()).toBe(0);

    await hold();
    await keyboard.press('Escape');
    await recorder.waitFor({ state: 'detached' });
    await mouse.up();
    expect(await items.count()).toBe(0);

    await hold();
    await mouse.move(x - 200, y, { steps: 4 });
    await recorder.getByText('Release to cancel').waitFor();
    await mouse.move(x, y, { steps: 4 });
    await recorder.getByText('Slide away to cancel').waitFor();
    await mouse.up();
    await items.getByText(/^Voice message/).waitFor();
    await recorder.waitFor({ state: 'detached' });
    expect(await items.count()).toBe(1);
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });

  it('are recorded on a phone by a button that is held, where there is nothing to send', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, permissions: ['microphone'] });
    const { page } = alice;
    await alice.open('helpdesk');
    const record = page.getByRole('button', { name: 'Record a voice message' });
    const box = await record.boundingBox();
    const touch = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20 };
    const session = await page.context().newCDPSession(page);
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [touch] });
    await page.getByRole('group', { name: 'Voice message' }).getByText('0:01').waitFor();
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.getByRole('list', { name: 'Attached files' }).getByText(/^Voice message/).waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await alice.log.getByRole('slider', { name: 'Position' }).waitFor();
    await record.waitFor();

    // The system takes the finger away, as for a call that comes in: nothing that was said is lost.
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [touch] });
    const recorder = page.getByRole('group', { name: 'Voice message' });
    await recorder.getByText('0:01').waitFor();
    await session.send('Input.dispatchTouchEvent', { type: 'touchCancel', touchPoints: [] });
    await recorder.getByText('0:02').waitFor();
    await recorder.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('list', { name: 'Attached files' }).getByText(/^Voice message/).waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect.poll(() => alice.log.getByRole('slider', { name: 'Position' }).count()).toBe(2);
    await record.waitFor();
    await alice.composer.fill('and a text');
    await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
    await alice.leave();
  });
});
