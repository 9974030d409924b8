// Menus and other parts that open over the page and the widget, in German and in both schemes of colours: axe finds nothing wrong.

import { afterAll, describe, expect, it } from 'vitest';

import { violations } from './support/axe';
import { loggedIn, Visitor } from './support/browser';
import { Guest } from './support/guest';
import { setScene } from './support/scene';
import { Site } from './support/site';

const site: Site = await Site.open(() => scene.server.address, '');
const scene = setScene({ ORVALE_CHAT_ALLOWED_ORIGINS: site.address });

afterAll(() => site.close());

/** A menu belongs to its button, and to no landmark. */
const OPEN = { without: ['region'] };

describe.each(['light', 'dark'] as const)('in German, in %s colours', (colorScheme) => {
  const options = { locale: 'de-DE', colorScheme, bypassCSP: true, reducedMotion: 'reduce' } as const;

  it('the menus of the page have no violation', async () => {
    const alice = await Visitor.arrive(scene.browser, scene.server, { ...options, ...loggedIn(scene.server.address, scene.server.token('alice')) });
    const { page } = alice;
    await alice.visit('/chat');
    await page.getByRole('navigation').getByRole('link', { name: /general/ }).click();
    await alice.composer.fill(`Menüs ${colorScheme}`);
    await page.keyboard.press('Enter');
    const message = alice.message(`Menüs ${colorScheme}`);
    await message.waitFor();
    await page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');

    await message.hover();
    await message.getByRole('button', { name: 'Weitere Aktionen' }).click();
    await page.getByRole('menu').waitFor();
    expect(await violations(page, OPEN), 'of a message').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });

    // What completes a name, a channel and a command.
    const box = alice.composer;
    for (const begun of ['@', '#', '/']) {
      await box.fill('');
      await box.pressSequentially(begun);
      await page.getByRole('listbox').waitFor();
      expect(await violations(page, OPEN), begun).toEqual([]);
    }
    // A name that stands already: nothing is chosen.
    await box.fill('');
    await box.pressSequentially('@bob k');
    await page.getByRole('option', { name: /Bob Kowalski/ }).waitFor();
    expect(await violations(page, OPEN), '@bob k').toEqual([]);
    await box.fill('');

    await page.keyboard.press('Control+Shift+f');
    const pane = page.getByRole('complementary');
    await pane.getByRole('combobox').fill('from:niemand x');
    await page.keyboard.press('Enter');
    await pane.getByText('Hier gibt es niemanden namens „niemand“.').waitFor();
    expect(await violations(page, OPEN), 'search').toEqual([]);
    await alice.leave();
  });

  it('the widget has no violation', async () => {
    const bob = await Guest.arrive(scene, site, 'bob', options);
    const within = 'orvale-chat-widget';
    await bob.launcher.click();
    await bob.row('general').waitFor();
    expect(await violations(bob.page, { within }), 'the list').toEqual([]);
    await bob.row('general').click();
    await bob.field.waitFor();
    await bob.field.pressSequentially('@al');
    await bob.page.getByRole('option', { name: /Alice/ }).waitFor();
    expect(await violations(bob.page, { within }), 'names').toEqual([]);
    await bob.leave();
  });
});
