import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { loggedIn, Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

async function violations(page: Page): Promise<string[]> {
  // Colours are judged at rest, not half-way through an animation.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))));
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ content: axeSource });
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return (await axe.run({ runOnly: { type: 'tag', values: tags } })).violations;
  });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary ?? ''})`).join('; ')}`);
}

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  // axe is put into the page as a script, which the page's own policy forbids on purpose.
  const options = { colorScheme, bypassCSP: true, reducedMotion: 'reduce' } as const;

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
    await page.getByRole('searchbox').waitFor();
    expect(await violations(page)).toEqual([]);

    for (const name of ['Keyboard shortcuts', 'Profile', 'Browse channels', 'New direct message', 'Find a conversation Ctrl K', 'Channel settings', 'Create a channel']) {
      await page.getByRole('button', { name: new RegExp(`${name}$`) }).click();
      await page.getByRole('dialog').waitFor();
      expect(await violations(page), name).toEqual([]);
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await alice.leave();
  });
});

describe('in German', () => {
  const options = { locale: 'de-DE', bypassCSP: true, reducedMotion: 'reduce' } as const;

  it('the login page, the page, its panes and its dialogs have no violation', async () => {
    const stranger = await Visitor.arrive(scene.browser, scene.server, options);
    await stranger.visit('/chat');
    await stranger.page.getByLabel('Passwort').waitFor();
    expect(await violations(stranger.page)).toEqual([]);
    await stranger.leave();

    const alice = await Visitor.arrive(scene.browser, scene.server, { ...options, ...loggedIn(scene.server.address, scene.server.token('alice')) });
    const { page } = alice;
    await alice.visit('/chat');
    await page.getByRole('navigation').getByRole('link', { name: /general/ }).click();
    await page.locator('#messages article').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    const here = new URL(page.url()).pathname;
    const channel = here.split('/').at(-1);
    expect(await violations(page)).toEqual([]);
    for (const pane of ['members', 'search', 'pins']) {
      await alice.visit(`${here}?pane=${pane}`);
      await page.getByRole('complementary').waitFor();
      await page.locator('#messages article').first().waitFor();
      expect(await violations(page), pane).toEqual([]);
    }
    for (const dialog of ['browse', 'create_channel', `channel_settings:${channel}`, `add_people:${channel}`, 'profile', 'shortcuts']) {
      await alice.visit(`${here}?dialog=${dialog}`);
      await page.getByRole('dialog').getByRole('button', { name: 'Schließen' }).or(page.getByRole('dialog').getByRole('combobox')).first().waitFor();
      expect(await violations(page), dialog).toEqual([]);
    }
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });
});
