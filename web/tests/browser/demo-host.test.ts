// The sample page of a helpdesk at /demo/host, as whoever tries the chat meets it first.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const scene = setScene();

/** Someone on the sample page, logged in by its own form. */
async function onTicket(username: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Visitor> {
  const visitor = await Visitor.arrive(scene.browser, scene.server, { colorScheme, reducedMotion: 'reduce' });
  await visitor.visit('/demo/host');
  await visitor.page.getByLabel('User name').fill(username);
  await visitor.page.getByRole('button', { name: 'Log in' }).click();
  await visitor.page.getByRole('button', { name: 'Log out' }).waitFor();
  return visitor;
}

/** Opens the widget, and a conversation other than the ticket's. */
async function openConversation(page: Page, name: string): Promise<void> {
  await openList(page);
  await page.locator('.row').filter({ has: page.getByText(name, { exact: true }) }).click();
  await page.locator('.bubble').first().waitFor();
}

async function openList(page: Page): Promise<void> {
  await page.locator('.launcher').click();
  await page.locator('.row').filter({ hasText: 'Open conversation' }).waitFor();
}

async function openTicket(page: Page): Promise<void> {
  await openList(page);
  await page.locator('.row').filter({ hasText: 'Open conversation' }).click();
}

/** The number in the tab's title, which is the page's own count of what is unread. */
async function unreadByTitle(page: Page): Promise<string> {
  return /^\((\d+)\)/.exec(await page.title())?.[1] ?? '';
}

describe('the sample ticket page', () => {
  it('opens the conversation of its ticket, for those who may see that', async () => {
    const bob = await onTicket('bob');
    await openTicket(bob.page);
    await bob.page.getByPlaceholder(/^Message HD-250819-138/).fill('which laptop is it?');
    await bob.page.keyboard.press('Enter');
    await bob.page.locator('.bubble').filter({ hasText: 'which laptop is it?' }).waitFor();
    await bob.page.reload();
    await bob.page.locator('.bubble').filter({ hasText: 'which laptop is it?' }).waitFor();

    const carol = await onTicket('carol');
    // She is not in it, and joins it by asking for it.
    await openTicket(carol.page);
    await carol.page.locator('.bubble').filter({ hasText: 'which laptop is it?' }).waitFor();

    const erin = await onTicket('erin');
    await erin.page.locator('.launcher').click();
    await erin.page.locator('.row').filter({ hasText: 'You don’t have access to this ticket.' }).waitFor();
    await erin.page.locator('.row').filter({ has: erin.page.getByText('general', { exact: true }) }).waitFor();
    expect([...bob.complaints, ...carol.complaints, ...erin.complaints]).toEqual([]);
  });

  it('talks through the widget, without a complaint of the browser', async () => {
    const bob = await onTicket('bob');
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    await openConversation(bob.page, 'general');
    await bob.page.getByPlaceholder('Message #general').fill('from the ticket about the VPN');
    await bob.page.keyboard.press('Enter');
    await alice.message('from the ticket about the VPN').waitFor();
    await alice.write('seen on the page');
    await bob.page.locator('.bubble').filter({ hasText: 'seen on the page' }).waitFor();
    expect(await bob.page.locator('.bubble').filter({ hasText: 'from the ticket about the VPN' }).count()).toBe(1);
    expect(bob.complaints).toEqual([]);
    await alice.leave();
    await bob.leave();
  });

  it('counts what is unread as the chat page in the next tab does', async () => {
    const erin = await onTicket('erin');
    const page = await erin.anotherTab();
    // What is written where she looks would be read at once.
    await page.open('helpdesk');
    await page.conversation('helpdesk').getByText(/unread|for you/).waitFor({ state: 'detached' });
    const frank = await Visitor.signedIn(scene.browser, scene.server, 'frank');
    const badge = erin.page.locator('.badge');
    await frank.open('general');
    for (const text of ['@erin look here', '@erin and here']) {
      const before = Number(await unreadByTitle(page.page));
      await frank.write(text);
      await expect.poll(() => unreadByTitle(page.page), { timeout: 30_000 }).toBe(`${before + 1}`);
      await expect.poll(() => badge.innerText(), { timeout: 30_000 }).toBe(`${before + 1}`);
    }
    await frank.leave();
    await erin.leave();
  });

  it('keeps the widget from page to page, and does without it on the chat page', async () => {
    const bob = await onTicket('bob');
    await openConversation(bob.page, 'helpdesk');
    await bob.page.getByRole('navigation').getByRole('link', { name: 'Tickets' }).click();
    await bob.page.getByRole('heading', { name: 'My tickets' }).waitFor();
    await bob.page.getByPlaceholder('Message #helpdesk').waitFor();
    await bob.page.getByRole('navigation').getByRole('link', { name: 'Chat' }).click();
    // The page's own login is the chat's: nobody is asked again.
    await bob.conversation('helpdesk').waitFor();
    expect(await bob.page.locator('orvale-chat-widget').count()).toBe(0);
    expect(bob.complaints).toEqual([]);
    await bob.leave();
  });

  it('is calm when it logs out', async () => {
    const bob = await onTicket('bob');
    await openList(bob.page);
    await bob.page.locator('.row').first().waitFor();
    await bob.page.getByRole('button', { name: 'Log out' }).click();
    await bob.page.getByText('You’re not logged in').waitFor();
    expect(bob.complaints).toEqual([]);
    await bob.leave();
  });
});

describe('a widget that was folded up when one logged in', () => {
  it('has a whole line to write in', async () => {
    const bob = await Visitor.arrive(scene.browser, scene.server);
    await bob.visit('/demo/host');
    await bob.page.locator('.launcher').click();
    await bob.page.getByText('You’re not logged in').waitFor();
    await bob.page.getByRole('button', { name: 'Minimise chat' }).click();
    await bob.page.getByLabel('User name').fill('bob');
    await bob.page.getByRole('button', { name: 'Log in' }).click();
    await bob.page.getByRole('button', { name: 'Log out' }).waitFor();
    await openList(bob.page);
    const field = bob.page.getByPlaceholder('Quick message…');
    await field.waitFor();
    const [room, line] = await field.evaluate((element) => {
      const style = getComputedStyle(element);
      const padding = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
      return [element.clientHeight - padding, parseFloat(style.lineHeight) || parseFloat(style.fontSize)] as const;
    });
    expect(room).toBeGreaterThanOrEqual(line);
    await bob.leave();
  });
});

describe.each([
  ['light', 'rgb(245, 245, 245)', 'rgb(255, 255, 255)'],
  ['dark', 'rgb(18, 18, 18)', 'rgb(30, 30, 30)'],
] as const)('in %s colours', (colorScheme, ground, paper) => {
  it('the page and the widget on it follow, with no violation', async () => {
    const bob = await onTicket('bob', colorScheme);
    await openConversation(bob.page, 'helpdesk');
    const colourOf = (selector: string): Promise<string> =>
      bob.page.locator(selector).first().evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(await colourOf('html')).toBe(ground);
    expect(await colourOf('.paper')).toBe(paper);
    expect(await colourOf('orvale-chat-widget .card')).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 24, 31)');
    await bob.page.evaluate(axeSource);
    const found = await bob.page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
    expect(found).toEqual([]);
    await bob.leave();
  });
});
