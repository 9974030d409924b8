import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();
const PHONE = { viewport: { width: 390, height: 844 }, screen: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe('what is open has an address', () => {
  it('that a reload, Back and Forward find again', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const { page } = alice;
    const where = (): string => page.url().replace(scene.server.address, '').replace(/\d+/g, 'N');
    const members = page.getByRole('complementary', { name: 'Members' });
    const settings = page.getByRole('dialog', { name: 'Channel settings' });
    const heading = (name: string) => page.getByRole('heading', { level: 1, name });
    await alice.open('general');

    await page.getByRole('button', { name: /^Members/ }).click();
    await members.getByText('@bob').waitFor();
    expect(where()).toBe('/chat/c/N?pane=members');
    await page.getByRole('button', { name: 'Channel settings' }).click();
    await settings.waitFor();
    expect(where()).toBe('/chat/c/N?pane=members&dialog=channel_settings:N');

    await page.reload();
    await settings.getByText(/public/i).first().waitFor();
    await page.goBack();
    await settings.waitFor({ state: 'detached' });
    await members.waitFor();
    expect(await heading('general').isVisible()).toBe(true);
    expect(where()).toBe('/chat/c/N?pane=members');
    await page.goForward();
    await settings.waitFor();
    await page.keyboard.press('Escape');
    await settings.waitFor({ state: 'detached' });
    await expect.poll(where).toBe('/chat/c/N?pane=members');

    // The pane stays open beside the next conversation. Closed there, it is open again where it was.
    await alice.open('helpdesk');
    expect(where()).toBe('/chat/c/N?pane=members');
    await members.getByRole('button', { name: 'Close' }).click();
    await expect.poll(where).toBe('/chat/c/N');
    await page.goBack();
    await heading('general').waitFor();
    await members.waitFor();
    await page.goForward();
    await heading('helpdesk').waitFor();
    await members.waitFor({ state: 'detached' });

    // What must not open by itself leaves the address alone, and Back closes it.
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    expect(where()).toBe('/chat/c/N');
    await page.goBack();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await heading('helpdesk').isVisible()).toBe(true);
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });

  it('on a phone as well, where Back takes away one after the other', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', PHONE);
    const { page } = alice;
    await alice.open('general');
    const address = page.url();
    const members = page.getByRole('complementary', { name: 'Members' });
    const adding = page.getByRole('dialog', { name: 'Add people' });
    // As a link that somebody was sent.
    await page.goto('about:blank');
    await page.goto(`${address}?pane=members&dialog=add_people:${address.split('/').at(-1)}`);
    await adding.waitFor();
    await page.goBack();
    await adding.waitFor({ state: 'detached' });
    expect(await members.isVisible()).toBe(true);
    await page.reload();
    await members.waitFor();
    await page.goBack();
    await members.waitFor({ state: 'detached' });
    expect(page.url()).toBe(address);
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });
});
