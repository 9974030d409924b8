import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';

import type { ChannelView } from '../../src/core/protocol/generated';
import { Visitor } from './support/browser';
import { Guest } from './support/guest';
import { setScene } from './support/scene';
import { Site } from './support/site';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const site: Site = await Site.open(() => scene.server.address, 'primary-color="#1976d2"');
const scene = setScene({ ORVALE_CHAT_ALLOWED_ORIGINS: site.address }, { animated: true });

afterAll(() => site.close());

const tokenOf = (username: string): string => scene.server.token(username);

async function call(method: string, path: string, token: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${scene.server.address}${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${response.url}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : await response.json();
}

const arrive = (username: string | null, options: BrowserContextOptions = {}, path = '/'): Promise<Guest> =>
  Guest.arrive(scene, site, username, options, path);

/** Writes to someone directly. */
async function sendDirect(from: string, to: string, message: string): Promise<void> {
  const token = tokenOf(from);
  const { id } = (await call('POST', '/api/chat/direct', token, { userIds: [to] })) as { id: number };
  await call('POST', `/api/chat/channels/${id}/messages`, token, { message });
}

/** What the server counts as unread for someone: mentions and direct messages. */
async function unreadOf(username: string): Promise<number> {
  const { items } = (await call('GET', '/api/chat/channels', tokenOf(username))) as { items: ChannelView[] };
  return items.reduce((sum, { type, unreadCount, mentionCount }) => sum + (type === 'direct' ? unreadCount : mentionCount), 0);
}

describe('on a page with rude styles', () => {
  it('stands in its corner, untouched, and leaves the page alone', async () => {
    const bob = await arrive('bob');
    await bob.launcher.waitFor();
    const box = await bob.launcher.boundingBox();
    expect(box).toEqual({ x: 1280 - 20 - 56, y: 800 - 20 - 56, width: 56, height: 56 });
    await bob.launcher.click();
    await bob.row('helpdesk').click();
    const bubble = bob.page.locator('.bubble').first();
    await bubble.waitFor();
    const style = await bubble.evaluate((element) => {
      const { fontSize, fontStyle, color, direction, letterSpacing, textTransform } = getComputedStyle(element);
      return { fontSize, fontStyle, color, direction, letterSpacing, textTransform };
    });
    expect(style).toEqual({
      fontSize: '14px',
      fontStyle: 'normal',
      color: 'rgb(27, 31, 39)',
      direction: 'ltr',
      letterSpacing: 'normal',
      textTransform: 'none',
    });
    const host = await bob.page.locator('orvale-chat-widget').evaluate((element) => {
      const { opacity, transform, filter, visibility } = getComputedStyle(element);
      return { opacity, transform, filter, visibility };
    });
    expect(host).toEqual({ opacity: '1', transform: 'none', filter: 'none', visibility: 'visible' });
    expect(await bob.page.evaluate(() => getComputedStyle(document.querySelector('h1') as Element).display)).toBe('none');
    expect(await bob.page.evaluate(() => document.styleSheets.length + document.adoptedStyleSheets.length)).toBe(1);
    await bob.leave();
  });

  it('talks with someone on the chat page, both ways', async () => {
    const bob = await arrive('bob');
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    await bob.open('general');
    await bob.field.fill('hello from a *ticket*');
    await alice.page.getByText('Bob Kowalski is typing…').waitFor();
    await bob.field.press('Enter');
    await alice.message('hello from a ticket').waitFor();
    await alice.composer.fill('hello <i>back</i>');
    await bob.page.getByText('Alice Nguyen typing…').waitFor();
    await alice.composer.press('Enter');
    await bob.bubble('hello <i>back</i>').waitFor();
    expect(await bob.bubble('hello from a ticket').count()).toBe(1);
    await alice.leave();
    await bob.leave();
  });

  it('sends a quick message to whom it was begun for, whoever writes meanwhile', async () => {
    await sendDirect('carol', 'frank', 'are you there?');
    const frank = await arrive('frank');
    await frank.launcher.click();
    const recipient = frank.page.getByRole('combobox');
    await frank.field.pressSequentially('yes, ');
    await sendDirect('alice', 'frank', 'have you a minute?');
    await frank.row('Alice Nguyen').and(frank.page.locator('li:first-child .row')).waitFor();
    expect(await recipient.evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.text)).toBe('Carol Mendes');
    await frank.field.pressSequentially('Carol');
    await frank.field.press('Enter');
    await frank.page.getByText('Sent to Carol Mendes').waitFor();
    await frank.row('Carol Mendes').getByText('You: yes, Carol').waitFor();
    await frank.leave();
  });

  it('shows who is there', async () => {
    await sendDirect('dave', 'bob', 'here I am');
    const bob = await arrive('bob');
    await bob.launcher.click();
    await bob.row('Dave Okafor').getByRole('img', { name: 'Offline' }).waitFor();
    const dave = await Visitor.signedIn(scene.browser, scene.server, 'dave');
    await bob.row('Dave Okafor').getByRole('img', { name: 'Online' }).waitFor();
    await dave.leave();
    await bob.leave();
  });
});

describe('what is unread', () => {
  it('is the same in the badge, live and without opening, as on the chat page', async () => {
    const erin = await arrive('erin');
    const page = await Visitor.signedIn(scene.browser, scene.server, 'erin');
    await sendDirect('frank', 'erin', 'one');
    await sendDirect('frank', 'erin', 'two');
    await sendDirect('grace', 'erin', 'three');
    const shown = String(await unreadOf('erin'));
    await expect.poll(() => erin.badge.innerText(), { timeout: 30_000 }).toBe(shown);
    await page.page.waitForFunction((count) => document.title.startsWith(`(${count})`), shown);
    await erin.launcher.click();
    await expect.poll(() => erin.page.locator('.total').innerText(), { timeout: 30_000 }).toBe(shown);
    // What is read in the widget is read on the page.
    await erin.row('Frank Moreau').click();
    await erin.bubble('two').waitFor();
    await page.page.waitForFunction((count) => document.title.startsWith(`(${count})`), Number(shown) - 2);
    // And what is read on the page is read in the widget.
    await page.page.bringToFront();
    await page.open('Grace Tanaka');
    await page.message('three').waitFor();
    const left = Number(shown) - 3;
    await erin.page.getByRole('button', { name: 'Back to conversations' }).click();
    await expect.poll(() => erin.page.locator('.total').allInnerTexts(), { timeout: 30_000 }).toEqual(left > 0 ? [`${left}`] : []);
    await page.leave();
    await erin.leave();
  });
});

describe('a login that the page gives', () => {
  it('counts also when it was given before the script arrived', async () => {
    const guest = await arrive(null, {}, '/two');
    await guest.page.addInitScript((token) => {
      const seen = new MutationObserver(() => {
        const widget = document.querySelector<HTMLElement & { token?: unknown }>('orvale-chat-widget');
        if (widget === null) return;
        seen.disconnect();
        document.documentElement.dataset['early'] = String(!('token' in widget));
        widget.token = () => token;
      });
      seen.observe(document, { childList: true, subtree: true });
    }, tokenOf('bob'));
    await guest.page.reload();
    await guest.launcher.click();
    await guest.row('general').waitFor();
    expect(await guest.page.evaluate(() => document.documentElement.dataset['early'])).toBe('true');
    await guest.leave();
  });
});

describe('from page to page', () => {
  it('stays open where it was, with what was being written', async () => {
    const bob = await arrive('bob');
    await bob.open('helpdesk');
    await bob.field.fill('not sent yet');
    await bob.page.goto(`${site.address}/two`);
    await bob.page.getByRole('dialog', { name: 'Chat' }).waitFor();
    await bob.page.locator('.bubble').first().waitFor();
    expect(await bob.field.inputValue()).toBe('not sent yet');
    await bob.page.reload();
    await bob.page.locator('.bubble').first().waitFor();
    expect(await bob.field.inputValue()).toBe('not sent yet');
    await bob.page.getByRole('button', { name: 'Minimise chat' }).click();
    await bob.page.reload();
    await bob.launcher.waitFor();
    expect(await bob.page.getByRole('dialog').count()).toBe(0);
    await bob.leave();
  });

  it('is not there on the chat page, also without a page load', async () => {
    const bob = await arrive('bob', {}, '/chat');
    await bob.page.locator('.widget').waitFor({ state: 'attached' });
    expect(await bob.launcher.isVisible()).toBe(false);
    await bob.page.evaluate(() => history.pushState(null, '', '/tickets'));
    await bob.launcher.waitFor();
    await bob.page.evaluate(() => history.pushState(null, '', '/chat/c/1'));
    await bob.launcher.waitFor({ state: 'hidden' });
    await bob.leave();
  });

  it('leads to the same conversation on the chat page', async () => {
    const bob = await arrive('bob');
    await bob.open('general');
    const link = bob.page.getByRole('link', { name: 'Open chat page' });
    expect(await link.getAttribute('href')).toMatch(new RegExp(`^${scene.server.address}/chat/c/\\d+$`));
    await bob.leave();
  });
});

describe('with the keyboard alone', () => {
  it('opens, chooses, writes and closes', async () => {
    const bob = await arrive('bob');
    const { page } = bob;
    await bob.launcher.waitFor();
    const focused = (): Promise<string> =>
      page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className ?? '');
    while ((await focused()) !== 'launcher') await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await bob.row('general').waitFor();
    await expect.poll(focused, { timeout: 30_000 }).toContain('row');
    const name = (): Promise<string> =>
      page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.querySelector('.who')?.textContent ?? '');
    for (let steps = 0; (await name()) !== 'general'; steps += 1) {
      expect(steps).toBeLessThan(6);
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    await page.getByPlaceholder('Message #general').waitFor();
    await page.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement?.tagName === 'TEXTAREA');
    await page.keyboard.type('without a mouse');
    await page.keyboard.press('Enter');
    await bob.bubble('without a mouse').waitFor();
    await page.keyboard.press('Escape');
    expect(await focused()).toBe('launcher');
    await bob.leave();
  });
});

describe('on bad days', () => {
  it('is calm without a login and comes alive with one', async () => {
    const guest = await arrive(null);
    await guest.launcher.click();
    await guest.page.getByText('You’re not logged in').waitFor();
    await guest.page.evaluate((token) => localStorage.setItem('jwt', token), tokenOf('bob'));
    await guest.row('general').waitFor();
    await guest.leave();
  });

  it('says when the access was ended', async () => {
    const grace = await arrive('grace');
    await grace.launcher.click();
    await grace.row('general').waitFor();
    await call('POST', '/api/auth/logout', tokenOf('grace'), { everywhere: true });
    await grace.page.getByText('Your session was ended').waitFor();
    await grace.page.getByRole('link', { name: 'Log in' }).waitFor();
    await grace.leave();
  });

  it('keeps what is written while the server is away, and sends it once', async () => {
    const bob = await arrive('bob');
    await bob.open('general');
    await scene.server.kill();
    await bob.page.getByText('No connection.').waitFor();
    await bob.field.fill('written in the dark');
    await bob.field.press('Enter');
    await bob.page.getByText('Waiting for the connection…').waitFor();
    await scene.server.run();
    await bob.page.getByText('Waiting for the connection…').waitFor({ state: 'detached' });
    await bob.bubble('written in the dark').waitFor();
    expect(await bob.bubble('written in the dark').count()).toBe(1);
    await bob.leave();
  });
});

describe.each(['light', 'dark'] as const)('in %s colours', (theme) => {
  it.each([
    ['wide', { viewport: { width: 1280, height: 800 } }],
    ['on a phone', { viewport: { width: 390, height: 780 } }],
  ] as const)('has no violation %s', async (_, options) => {
    const bob = await arrive('bob', { ...options, reducedMotion: 'reduce' });
    await bob.page.evaluate((value) => document.querySelector('orvale-chat-widget')?.setAttribute('theme', value), theme);
    await bob.launcher.waitFor();
    expect(await violations(bob.page)).toEqual([]);
    await bob.launcher.click();
    await bob.row('helpdesk').waitFor();
    expect(await violations(bob.page)).toEqual([]);
    await bob.row('helpdesk').click();
    await bob.page.locator('.bubble').first().waitFor();
    await bob.field.fill('something');
    expect(await violations(bob.page)).toEqual([]);
    await bob.page.evaluate(() => localStorage.clear());
    await bob.page.getByText('You’re not logged in').waitFor();
    expect(await violations(bob.page)).toEqual([]);
    await bob.leave();
  });
});

interface Violation {
  id: string;
  nodes: { target: unknown[]; failureSummary?: string }[];
}

/** What axe finds in the widget; the site around it is rude on purpose. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(where: object, options: object): Promise<{ violations: Violation[] }> } };
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    return (await axe.run({ include: [['orvale-chat-widget']] }, { runOnly: { type: 'tag', values } })).violations;
  });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${JSON.stringify(node.target)} ${node.failureSummary ?? ''}`).join('; ')}`);
}
