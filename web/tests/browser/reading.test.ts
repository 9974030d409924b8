import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { loggedIn, Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene({}, { animated: true });

/** Opens a channel and catches up with it. */
async function readAll(visitor: Visitor, title: string): Promise<void> {
  await visitor.open(title);
  await visitor.log.waitFor();
  await visitor.composer.press('Escape');
  await visitor.conversation(title).getByText(/unread|for you/).waitFor({ state: 'detached' });
}

/** Whether the middle of an element is in the window and nothing else is in front of it. */
function isSeen(item: Locator): Promise<boolean> {
  return item.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
}

describe('a channel', () => {
  it.each([
    ['alice', 'reduce'],
    ['erin', 'no-preference'],
  ] as const)('opens where there is something new (for %s, motion: %s)', async (username, reducedMotion) => {
    // Too low for all messages, whose heights are only known once they are there.
    const options = { viewport: { width: 390, height: 700 }, reducedMotion };
    const visitor = await Visitor.signedIn(scene.browser, scene.server, username, options);
    await visitor.open('helpdesk');
    const line = visitor.page.locator('[data-new-line]').getByText('New');
    await line.waitFor();
    await expect.poll(() => isSeen(line)).toBe(true);
    await visitor.leave();
  });
});

describe('a conversation with new messages', () => {
  it('is at its place as soon as it is painted, and does not jump there', async () => {
    const visitor = await Visitor.arrive(scene.browser, scene.server, loggedIn(scene.server.address, scene.server.token('alice')));
    await visitor.page.addInitScript(() => {
      const painted: number[] = [];
      const afterPaint = new MessageChannel();
      afterPaint.port1.addEventListener('message', () => {
        const list = document.querySelector('#messages');
        if (list?.querySelector('[data-new-line]') != null) painted.push(list.scrollTop);
      });
      afterPaint.port1.start();
      const frame = (): void => {
        afterPaint.port2.postMessage(null);
        requestAnimationFrame(frame);
      };
      frame();
      Object.assign(window, { painted });
    });
    await visitor.visit('/chat');
    await visitor.page.locator('[data-new-line]').waitFor();
    const painted = (): Promise<number[]> => visitor.page.evaluate(() => (window as unknown as { painted: number[] }).painted.slice(0, 10));
    await expect.poll(async () => (await painted()).length).toBe(10);
    expect(new Set(await painted()).size).toBe(1);
    await visitor.leave();
  });
});

describe('what is unread', () => {
  it('is bold and counted, shows a New line, and is read only when opened', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await readAll(alice, 'helpdesk');
    await alice.open('network');
    await bob.open('helpdesk');
    await bob.write('@alice, anyone there?');
    await alice.conversation('helpdesk').getByText('1 for you').waitFor();
    await alice.page.waitForFunction(() => document.title.startsWith('('));

    await alice.open('helpdesk');
    await alice.page.locator('[data-new-line]').waitFor();
    await alice.message('anyone there?').waitFor();
    await alice.conversation('helpdesk').getByText('for you').waitFor({ state: 'detached' });

    await alice.page.reload();
    await alice.conversation('helpdesk').waitFor();
    expect(await alice.conversation('helpdesk').getByText('for you').count()).toBe(0);
    await alice.leave();
    await bob.leave();
  });

  it('can be marked unread again, and stays so while the channel is open', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('general');
    await bob.open('general');
    await bob.write('remember this');
    await alice.message('remember this').hover();
    await alice.message('remember this').getByRole('button', { name: 'More actions' }).click();
    await alice.page.getByRole('menuitem', { name: 'Mark unread from here' }).click();
    await alice.conversation('general').getByText('1 unread').waitFor();
    await alice.page.locator('[data-new-line]').waitFor();
    await alice.composer.press('Escape');
    await alice.conversation('general').getByText('1 unread').waitFor({ state: 'detached' });
    await alice.leave();
    await bob.leave();
  });

  it('is read on the other device as well', async () => {
    const desk = await Visitor.signedIn(scene.browser, scene.server, 'dave');
    const phone = await Visitor.signedIn(scene.browser, scene.server, 'dave');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await readAll(desk, 'general');
    await desk.open('network');
    await phone.open('network');
    await bob.open('general');
    await bob.write('for @dave on both devices');
    await desk.conversation('general').getByText('1 for you').waitFor();
    await phone.conversation('general').getByText('1 for you').waitFor();
    await phone.open('general');
    await desk.conversation('general').getByText('1 for you').waitFor({ state: 'detached' });
    await Promise.all([desk.leave(), phone.leave(), bob.leave()]);
  });
});

describe('a link to a message', () => {
  it('lands on the message, even far back', async () => {
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await bob.open('general');
    await bob.write('the one to find');
    const target = bob.message('the one to find');
    await target.waitFor();
    await bob.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    const id = Number(await target.getAttribute('data-message'));
    const position = await bob.page.evaluate(async (messageId) => {
      const token = window.localStorage.getItem('authToken') ?? '';
      const answer = await fetch(`/api/chat/messages/${messageId}`, { headers: { authorization: `Bearer ${token}` } });
      const message = (await answer.json()) as { channelId: number; seq: number };
      for (let index = 0; index < 120; index += 1) {
        await fetch(`/api/chat/channels/${message.channelId}/messages`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ message: `filler ${index}` }),
        });
      }
      return message;
    }, id);
    await bob.message('filler 119').waitFor();
    await bob.visit(`/chat/c/${position.channelId}/${position.seq}`);
    await bob.message('the one to find').waitFor();
    await expect.poll(() => isSeen(bob.message('the one to find'))).toBe(true);
    await bob.page.getByRole('button', { name: 'Jump to the latest messages' }).click();
    await bob.message('filler 119').waitFor();
    await bob.leave();
  });
});

describe('a draft', () => {
  it('stays with its channel, over a reload', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    await alice.composer.fill('half a thought');
    await alice.open('network');
    expect(await alice.composer.inputValue()).toBe('');
    await alice.conversation('general').getByText('Draft').waitFor();
    await alice.page.reload();
    await alice.open('general');
    await expect.poll(() => alice.composer.evaluate((box) => document.activeElement === box)).toBe(true);
    await alice.page.keyboard.type(', and its end');
    expect(await alice.composer.inputValue()).toBe('half a thought, and its end');
    await alice.composer.fill('');
    await alice.leave();
  });
});

describe('older messages', () => {
  it('that are refused are asked for once, and again when somebody says so', async () => {
    const dave = await Visitor.signedIn(scene.browser, scene.server, 'dave');
    await dave.open('network');
    const path = new URL(dave.page.url()).pathname.replace('/chat/c/', '/api/chat/channels/');
    await dave.page.evaluate(async (address) => {
      const headers = { authorization: `Bearer ${localStorage.getItem('authToken')}`, 'content-type': 'application/json' };
      for (let index = 0; index < 80; index += 1) {
        await fetch(`${address}/messages`, { method: 'POST', headers, body: JSON.stringify({ message: `page filler ${index}` }) });
      }
    }, path);
    let asked = 0;
    await dave.page.route(/messages\?.*before=/, (route) => {
      asked += 1;
      return route.fulfill({ status: 503, headers: { 'retry-after': '30' }, body: 'too much to do' });
    });
    await dave.page.reload();
    await dave.message('page filler 79').waitFor();
    await dave.log.hover();
    await dave.page.mouse.wheel(0, -9000);
    const refused = dave.page.getByRole('alert').filter({ hasText: 'Older messages couldn’t be loaded.' });
    await refused.waitFor();
    // Looking around near the top, as long as it takes to ask a hundred times.
    await dave.page.evaluate(async () => {
      const list = document.getElementById('messages');
      for (let frame = 0; frame < 30; frame += 1) {
        list?.scrollBy(0, frame % 2 === 0 ? 40 : -40);
        await new Promise(requestAnimationFrame);
      }
    });
    expect(asked).toBe(1);
    await dave.page.unrouteAll();
    await refused.getByRole('button', { name: 'Try again' }).click();
    await refused.waitFor({ state: 'detached' });
    await dave.log.hover();
    await dave.page.mouse.wheel(0, -9000);
    await dave.page.getByText('This is the beginning of #network.').waitFor();
    await dave.leave();
  });

  it('are printed with the others', async () => {
    const erin = await Visitor.signedIn(scene.browser, scene.server, 'erin');
    const { page } = erin;
    const id = await page.evaluate(async () => {
      const headers = { authorization: `Bearer ${localStorage.getItem('authToken')}`, 'content-type': 'application/json' };
      const post = (path: string, body: object): Promise<Response> => fetch(`/api/chat/channels${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      const channel = (await (await post('', { name: 'minutes', type: 'public' })).json()) as { id: number };
      for (let index = 0; index < 180; index += 1) await post(`/${channel.id}/messages`, { message: `point ${index}.` });
      return channel.id;
    });
    await erin.visit(`/chat/c/${id}`);
    await erin.message('point 179.').waitFor();
    // What is on the page when the browser takes its picture.
    await page.evaluate(() => {
      window.print = () => {
        window.dispatchEvent(new Event('beforeprint'));
        document.body.dataset['printed'] = document.getElementById('messages')?.innerText ?? '';
        window.dispatchEvent(new Event('afterprint'));
      };
    });
    await page.keyboard.press('Control+p');
    await page.waitForFunction(() => document.body.dataset['printed'] !== undefined);
    const printed = await page.evaluate(() => document.body.dataset['printed']);
    for (const point of ['point 0.', 'point 90.', 'point 179.']) expect(printed).toContain(point);
    await erin.leave();
  });
});
