import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { OF_COLOURS, violations as allViolations } from './support/axe';
import { loggedIn, Visitor } from './support/browser';
import { png, sendFiles, wav } from './support/files';
import { setScene } from './support/scene';

const scene = setScene();

/** What axe finds, without some rules. In dark colours all but those is as it is in light ones. */
const checks = (colorScheme: 'light' | 'dark') => (page: Page, without: readonly string[] = []): Promise<string[]> =>
  allViolations(page, { without, ...(colorScheme === 'dark' && { only: OF_COLOURS }) });

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  // axe is put into the page as a script, which the page's own policy forbids on purpose.
  const options = { colorScheme, bypassCSP: true, reducedMotion: 'reduce' } as const;
  const violations = checks(colorScheme);

  it('the login page has no violation', async () => {
    const visitor = await Visitor.arrive(scene.browser, scene.server, options);
    await visitor.visit('/chat');
    await visitor.page.getByLabel('Password').waitFor();
    expect(await violations(visitor.page)).toEqual([]);
    await visitor.leave();
  });

  it('the page, its panes and its dialogs have no violation', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', options);
    const { page } = alice;
    await alice.open('general');
    await alice.write(`> quote\n\n\`code\` **${colorScheme} colours** @bob #helpdesk https://example.com`);
    await alice.message(`${colorScheme} colours`).waitFor();
    await page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await alice.message(`${colorScheme} colours`).hover();
    await alice.message(`${colorScheme} colours`).getByRole('button', { name: 'Add a reaction: 👍' }).click();
    await alice.message(`${colorScheme} colours`).getByRole('button', { name: /reacted with/ }).waitFor();
    expect(await violations(page)).toEqual([]);

    await alice.message(`${colorScheme} colours`).getByRole('button', { name: '@Bob Kowalski' }).click();
    await page.getByRole('dialog', { name: 'Bob Kowalski' }).getByRole('button', { name: 'Message' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.keyboard.press('Control+Shift+m');
    await page.getByRole('complementary').getByText('@bob').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Control+Shift+f');
    await page.getByRole('complementary').getByRole('combobox').waitFor();
    expect(await violations(page)).toEqual([]);
    // Beside a pane the header has no room for all of its buttons.
    await page.getByRole('complementary').getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('complementary').waitFor({ state: 'detached' });

    for (const name of ['Keyboard shortcuts', 'Profile', 'Browse channels', 'New direct message', 'Find a conversation Ctrl K', 'Channel settings', 'Create a channel']) {
      await page.getByRole('button', { name: new RegExp(`${name}$`) }).click();
      await page.getByRole('dialog').waitFor();
      expect(await violations(page), name).toEqual([]);
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await alice.leave();
  });

  it('files, the lightbox and the tray have no violation', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', options);
    const { page } = alice;
    await alice.open('general');
    const files = [['one.png', png(300, 200)], ['two.png', png(100, 200)], ['some.log', Buffer.from('a\nb\n')], ['ring.wav', wav()], ['dump.zip', Buffer.from('PK\x03\x04....')]] as const;
    await sendFiles(scene.server, 'bob', 'general', files, 'files of every kind');
    await alice.message('files of every kind').getByRole('button', { name: 'Open two.png' }).locator('img').waitFor();
    await alice.message('files of every kind').getByRole('button', { name: 'Download dump.zip' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await alice.message('files of every kind').getByRole('button', { name: 'Open one.png' }).click();
    await page.getByRole('dialog', { name: 'one.png' }).getByRole('img').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator('input[type=file]').first().setInputFiles([{ name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) }, { name: 'new.png', mimeType: 'image/png', buffer: png(20, 20) }]);
    await page.getByRole('list', { name: 'Attached files' }).getByRole('alert').waitFor();
    expect(await violations(page)).toEqual([]);
    await alice.leave();
  });
});

describe.each(['light', 'dark'] as const)('tickets in %s colours', (colorScheme) => {
  const violations = checks(colorScheme);

  it('have no violation', async () => {
    const carol = await Visitor.signedIn(scene.browser, scene.server, 'carol', { colorScheme, bypassCSP: true, reducedMotion: 'reduce' });
    const { page } = carol;
    await carol.open('helpdesk');
    await carol.write(`HD-250819-138 in ${colorScheme} colours`);
    const card = carol.message(`in ${colorScheme} colours`).getByRole('region', { name: 'Ticket HD-250819-138' });
    await card.waitFor();
    await page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    expect(await violations(page)).toEqual([]);
    await card.getByRole('button', { name: 'Status: In progress' }).click();
    await page.getByRole('menu').waitFor();
    // An open menu belongs to its button, and to no landmark.
    expect(await violations(page, ['region'])).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    for (const name of ['Add comment', 'Complete']) {
      await card.getByRole('button', { name }).click();
      await page.getByRole('dialog').getByRole('textbox').waitFor();
      expect(await violations(page), name).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name: 'Tickets' }).click();
    await page.getByText('You have no unfinished tickets.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    const link = page.getByRole('link', { name: /Trust relationship/ });
    await link.waitFor();
    expect(await violations(page)).toEqual([]);
    await link.click();
    await page.getByRole('heading', { name: /HD-250819-138/ }).waitFor();
    await page.getByRole('region', { name: 'Ticket HD-250819-138' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await carol.leave();
  });
});

/** Goes to an address as Forward does, without loading the page anew. */
async function follow(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => {
    window.history.pushState(null, '', to);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, address);
}

describe('in German', () => {
  const options = { locale: 'de-DE', bypassCSP: true, reducedMotion: 'reduce' } as const;

  it('the login page, the page, its panes and its dialogs have no violation', async () => {
    const stranger = await Visitor.arrive(scene.browser, scene.server, options);
    await stranger.visit('/chat');
    await stranger.page.getByLabel('Passwort').waitFor();
    expect(await allViolations(stranger.page)).toEqual([]);
    await stranger.leave();

    const alice = await Visitor.arrive(scene.browser, scene.server, { ...options, ...loggedIn(scene.server.address, scene.server.token('alice')) });
    const { page } = alice;
    await alice.visit('/chat');
    await page.getByRole('navigation').getByRole('link', { name: /general/ }).click();
    await page.locator('#messages article').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    const here = new URL(page.url()).pathname;
    const channel = here.split('/').at(-1);
    expect(await allViolations(page)).toEqual([]);
    for (const pane of ['members', 'search', 'pins', 'notifications', 'threads', 'saved', 'scheduled', 'reminders']) {
      await follow(page, `${here}?pane=${pane}`);
      await page.getByRole('complementary').waitFor();
      expect(await allViolations(page), pane).toEqual([]);
      await follow(page, here);
      await page.getByRole('complementary').waitFor({ state: 'detached' });
    }
    for (const dialog of ['browse', 'create_channel', `channel_settings:${channel}`, `add_people:${channel}`, 'profile', 'preferences', `channel_notifications:${channel}`, 'shortcuts']) {
      await follow(page, `${here}?dialog=${dialog}`);
      await page.getByRole('dialog').getByRole('button', { name: 'Schließen' }).or(page.getByRole('dialog').getByRole('combobox')).first().waitFor();
      expect(await allViolations(page), dialog).toEqual([]);
      await follow(page, here);
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });
});
