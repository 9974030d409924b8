import type { Locator, WebSocketRoute } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene({}, { animated: true });

/** Writes many messages into the open channel as fast as the server takes them. */
async function burst(visitor: Visitor, count: number, text: string): Promise<void> {
  const path = new URL(visitor.page.url()).pathname.replace('/chat/c/', '/api/chat/channels/');
  await visitor.page.evaluate(
    async ([address, many, words]) => {
      const headers = { authorization: `Bearer ${localStorage.getItem('authToken')}`, 'content-type': 'application/json' };
      const say = (message: string): Promise<Response> =>
        fetch(`${address}/messages`, { method: 'POST', headers, body: JSON.stringify({ message }) });
      await Promise.all(Array.from({ length: Number(many) }, (_, number) => say(`${words} ${number}`)));
      await say(`the last ${words}`);
    },
    [path, count, text],
  );
}

/** Whether all of a message can be seen in the list. */
function isInView(message: Locator): Promise<boolean> {
  return message.evaluate((row) => {
    const list = document.getElementById('messages')?.getBoundingClientRect();
    const { top, bottom } = row.getBoundingClientRect();
    return list !== undefined && top >= list.top && bottom <= list.bottom + 1;
  });
}

describe('a list at its end', () => {
  it('follows however fast messages come', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await alice.log.waitFor();
    await bob.open('helpdesk');
    // Until the list has been read to its end, it stays at the first unread message.
    await bob.conversation('helpdesk').getByText('unread').waitFor({ state: 'detached' });
    await burst(bob, 300, 'flood');
    await alice.message('the last flood').waitFor();
    await alice.page.waitForFunction(() => {
      const list = document.getElementById('messages');
      return list !== null && list.scrollHeight - list.scrollTop - list.clientHeight < 2;
    });
    await alice.conversation('helpdesk').getByText('unread').waitFor({ state: 'detached' });
    await alice.page.getByRole('button', { name: /new message|Jump to the latest/ }).waitFor({ state: 'detached' });

    // Whoever scrolls up stays there, and is told how many came.
    await alice.log.hover();
    await alice.page.mouse.wheel(0, -3000);
    await alice.page.getByRole('button', { name: 'Jump to the latest messages' }).waitFor();
    await burst(bob, 20, 'drop');
    await alice.page.getByRole('button', { name: '21 new messages' }).waitFor();
    expect(await alice.message('the last drop').count()).toBe(0);

    // What is deleted is not new any more.
    await bob.message('the last drop').hover();
    await bob.message('the last drop').getByRole('button', { name: 'More actions' }).click();
    await bob.page.getByRole('menuitem', { name: 'Delete' }).click();
    await bob.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await alice.page.getByRole('button', { name: '20 new messages' }).waitFor();
    await alice.leave();
    await bob.leave();
  });

  it('counts what is below the view after "mark as unread"', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('general');
    await bob.open('general');
    await burst(bob, 60, 'row');
    await alice.message('the last row').hover();
    await alice.message('the last row').getByRole('button', { name: 'More actions' }).click();
    await alice.page.getByRole('menuitem', { name: 'Mark unread from here' }).click();
    await alice.conversation('general').getByText('1 unread').waitFor();
    await alice.log.hover();
    await alice.page.mouse.wheel(0, -900);
    await alice.page.getByRole('button', { name: '1 new message', exact: true }).waitFor();
    await alice.page.mouse.wheel(0, 9000);
    await alice.page.getByRole('button', { name: '1 new message' }).waitFor({ state: 'detached' });
    await alice.leave();
    await bob.leave();
  });
});

describe('after a lost line', () => {
  it('stays where one was reading, with what was missed below a New line, unread until seen', async () => {
    const alice = await Visitor.arrive(scene.browser, scene.server);
    let line: WebSocketRoute | null = null;
    let away = false;
    await alice.page.routeWebSocket(/api\/chat\/ws/, (socket) => {
      if (away) return void socket.close();
      line = socket;
      socket.connectToServer();
    });
    await alice.visit('/chat');
    await alice.signIn('alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('network');
    await bob.open('general');
    await alice.open('general');
    await bob.write('seen before the line was lost');
    await alice.message('seen before the line was lost').waitFor();
    await alice.conversation('general').getByText('unread').waitFor({ state: 'detached' });

    away = true;
    await (line as WebSocketRoute | null)?.close();
    await alice.page.getByText('No connection.').waitFor();
    await burst(bob, 39, 'missed');
    away = false;
    await alice.page
      .getByRole('button', { name: 'Connect now' })
      .evaluateAll((buttons) => buttons.forEach((button) => (button as HTMLElement).click()));
    const pill = alice.page.getByRole('button', { name: '40 new messages' });
    await pill.waitFor();
    await alice.page.locator('[data-new-line]').waitFor();
    expect(await alice.message('seen before the line was lost').isVisible()).toBe(true);
    await alice.conversation('general').getByText('40 unread').waitFor();
    await pill.click();
    await alice.message('the last missed').waitFor();
    await alice.conversation('general').getByText('unread').waitFor({ state: 'detached' });
    await bob.write('and now live again');
    await alice.message('and now live again').waitFor();
    await alice.page.getByRole('button', { name: /new message/ }).waitFor({ state: 'detached' });
    expect(alice.complaints).toEqual([]);
    await alice.leave();
    await bob.leave();
  });

  it('stays at the end where what was missed fits into the view, below what was written meanwhile', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('general');
    await bob.open('general');
    await alice.page.context().setOffline(true);
    await scene.server.kill();
    await alice.page.getByText('No connection.').waitFor();
    await alice.write('written in a tunnel');
    await scene.server.run();
    await bob.write('missed in the tunnel');
    await bob.message('missed in the tunnel').waitFor();
    await bob.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await alice.page.context().setOffline(false);
    await alice.message('missed in the tunnel').waitFor();
    await alice.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await bob.write('and now live again');
    for (const text of ['written in a tunnel', 'missed in the tunnel', 'and now live again']) {
      await expect.poll(() => isInView(alice.message(text)), { message: text }).toBe(true);
    }
    expect(await alice.page.getByRole('button', { name: 'Jump to the latest messages' }).count()).toBe(0);
    await alice.leave();
    await bob.leave();
  });
});
