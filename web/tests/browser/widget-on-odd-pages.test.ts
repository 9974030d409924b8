// The widget where the page, the device or the server gets in its way.

import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';

import { Guest } from './support/guest';
import { setScene } from './support/scene';
import { Site } from './support/site';

const site: Site = await Site.open(() => scene.server.address, 'primary-color="#1976d2"');
const scene = setScene({ ORVALE_CHAT_ALLOWED_ORIGINS: site.address });

afterAll(() => site.close());

const arrive = (options: BrowserContextOptions = {}, path = '/'): Promise<Guest> => Guest.arrive(scene, site, 'bob', options, path);

async function post(path: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${scene.server.token('carol')}` };
  const answer = await fetch(`${scene.server.address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

describe('a strict page', () => {
  it('starts where a page requires trusted types', async () => {
    const bob = await arrive({}, '/strict');
    await bob.open('general');
    await bob.leave();
  });
});

describe('a code block', () => {
  it('starts all of its lines at the same place', async () => {
    const { id } = (await post('/api/chat/direct', { userIds: ['bob'] })) as { id: number };
    await post(`/api/chat/channels/${id}/messages`, { message: '```\nfirst\nsecond\n```' });
    const bob = await arrive();
    await bob.open('Carol Mendes');
    const lefts = await bob.page.locator('pre code').evaluate(({ firstChild }) => {
      const text = firstChild as Text;
      return ['first', 'second'].map((word) => {
        const range = document.createRange();
        range.setStart(text, text.data.indexOf(word));
        range.setEnd(text, text.data.indexOf(word) + 1);
        return range.getBoundingClientRect().left;
      });
    });
    expect(lefts[0]).toBe(lefts[1]);
    await bob.leave();
  });
});

describe('Back on a phone', () => {
  const phone = { viewport: { width: 390, height: 780 } };

  it('leads from a conversation to the list, to the page, and only then off it', async () => {
    const bob = await arrive(phone, '/two');
    await bob.page.goto(site.address);
    await bob.open('general');
    await bob.page.goBack();
    await bob.row('general').waitFor();
    await bob.page.goBack();
    await bob.launcher.waitFor();
    expect(new URL(bob.page.url()).pathname).toBe('/');
    await bob.page.goBack();
    await bob.page.waitForURL('**/two');
    await bob.leave();
  });

  it('leads off the page at once where the panel was folded up by its own button', async () => {
    const bob = await arrive(phone, '/two');
    await bob.page.goto(site.address);
    await bob.open('general');
    await bob.page.getByRole('button', { name: 'Minimise chat' }).click();
    await bob.launcher.waitFor();
    await expect.poll(() => bob.page.evaluate(() => history.state as unknown)).toBeNull();
    await bob.page.goBack();
    await bob.page.waitForURL('**/two');
    await bob.leave();
  });
});

describe('a part that does not load', () => {
  const PANEL = '**/assets/widget/panel-*.js';
  const CONVERSATION = '**/assets/widget/conversation-*.js';

  it('says so at the launcher, which tries again', async () => {
    const bob = await arrive();
    await bob.page.route(PANEL, (route) => route.abort());
    await bob.launcher.click();
    await bob.launcher.getByText('Not loaded. Try again').waitFor();
    await bob.page.unroute(PANEL);
    await bob.launcher.click();
    await bob.row('general').waitFor();
    await bob.leave();
  });

  it('says at the launcher that there is a new version, and loads the page anew', async () => {
    const bob = await arrive();
    await bob.page.route(PANEL, (route) => route.fulfill({ status: 404, headers: { 'access-control-allow-origin': '*' } }));
    await bob.launcher.click();
    await bob.launcher.getByText('A new version is available. Reload').waitFor();
    await bob.page.unroute(PANEL);
    await Promise.all([bob.page.waitForEvent('load'), bob.launcher.click()]);
    await bob.open('general');
    await bob.leave();
  });

  it('opens a conversation with parts that were fetched before they were gone', async () => {
    const bob = await arrive();
    const fetched = Promise.all([/widget\/conversation-/, /widget\/sending-/].map((part) => bob.page.waitForResponse(part)));
    await bob.launcher.click();
    await fetched;
    await bob.page.route(/widget\/(?:conversation|sending)-/, (route) => route.abort());
    await bob.row('general').click();
    await bob.page.getByPlaceholder('Message #general').waitFor();
    await bob.leave();
  });

  it('leaves a conversation readable where what sends does not load', async () => {
    const bob = await arrive();
    const SENDING = '**/assets/widget/sending-*.js';
    await bob.page.route(SENDING, (route) => route.abort());
    await bob.launcher.click();
    await bob.row('general').click();
    await bob.page.getByText('Couldn’t be loaded.').waitFor();
    await bob.page.getByRole('log').getByRole('article').first().waitFor();
    expect(await bob.page.getByPlaceholder('Message #general').count()).toBe(0);
    await bob.page.unroute(SENDING);
    await bob.page.getByRole('button', { name: 'Try again' }).click();
    await bob.page.getByPlaceholder('Message #general').waitFor();
    await bob.leave();
  });

  it('says so in place of a conversation, with a way to try again, and then to load the page anew', async () => {
    const bob = await arrive();
    await bob.page.route(CONVERSATION, (route) => route.abort());
    await bob.launcher.click();
    await bob.row('general').click();
    await bob.page.getByText('Couldn’t be loaded.').waitFor();
    // The list is whole meanwhile.
    await bob.page.getByRole('button', { name: 'Back to conversations' }).click();
    await bob.row('general').click();
    await bob.page.getByRole('button', { name: 'Try again' }).click();
    await bob.page.getByText('Couldn’t be loaded.').waitFor();
    await bob.page.unroute(CONVERSATION);
    await bob.page.getByRole('button', { name: 'Reload' }).click();
    await bob.page.getByPlaceholder('Message #general').waitFor();
    await bob.leave();
  });

  it('says that there is a new version where the part is gone', async () => {
    const bob = await arrive();
    const gone = { status: 404, headers: { 'access-control-allow-origin': '*' } };
    await bob.page.route(CONVERSATION, (route) => route.fulfill(gone));
    await bob.launcher.click();
    await bob.row('general').waitFor();
    await bob.page.route(PANEL, (route) => route.fulfill(gone));
    await bob.row('general').click();
    await bob.page.getByText('A new version is available.').waitFor();
    await bob.page.getByRole('button', { name: 'Reload' }).waitFor();
    await bob.leave();
  });
});
