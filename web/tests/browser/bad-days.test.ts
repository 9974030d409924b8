import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('when the server dies', () => {
  it('says so, keeps what is written, sends it once and in order on return', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('general');
    await bob.open('general');
    await alice.write('before the crash');
    await bob.message('before the crash').waitFor();

    await scene.server.kill();
    await alice.page.getByText('No connection.').waitFor();
    for (const text of ['offline one', 'offline two', 'offline three']) {
      await alice.write(text);
    }
    await alice.page.getByText('3 messages are waiting to be sent.').waitFor();
    await alice.message('offline three').getByText('Waiting for the connection…').waitFor();

    await scene.server.run();
    // It may be back by itself already: the button is then gone.
    await alice.page
      .getByRole('button', { name: 'Connect now' })
      .evaluateAll((buttons) => buttons.forEach((button) => (button as HTMLElement).click()));
    await bob.message('offline three').waitFor();
    await alice.page.getByText('No connection.').waitFor({ state: 'detached' });
    await alice.page.locator('[data-outgoing]').first().waitFor({ state: 'detached' });
    for (const visitor of [alice, bob]) {
      const texts = await visitor.message('offline').allInnerTexts();
      const words = texts.flatMap((text) => /offline (one|two|three)/.exec(text)?.[0] ?? []);
      expect(words).toEqual(['offline one', 'offline two', 'offline three']);
    }
    await alice.leave();
    await bob.leave();
  });

  it('sends after a reload what was written before it', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await bob.open('helpdesk');
    // The page can be loaded, but no message gets out.
    await alice.page.routeWebSocket(/api\/chat\/ws/, (socket) => socket.close());
    await alice.page.reload();
    await scene.server.kill();
    await scene.server.run();
    await alice.page.unrouteAll();
    await alice.leave();

    const again = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await again.open('helpdesk');
    await again.page.context().setOffline(true);
    await scene.server.kill();
    await again.write('survives the reload');
    await again.message('survives the reload').getByText('Waiting for the connection…').waitFor();
    await scene.server.run();
    await again.page.context().setOffline(false);
    await again.page.reload();
    await bob.message('survives the reload').waitFor();
    expect(await bob.message('survives the reload').count()).toBe(1);
    await again.leave();
    await bob.leave();
  });

  it('says so as well when only the network is gone, and goes on when it is back', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await bob.open('helpdesk');
    await alice.page.context().setOffline(true);
    await alice.write('from the lift');
    await alice.page.getByText('No connection.').waitFor();
    await alice.message('from the lift').getByText('Waiting for the connection…').waitFor();
    await alice.page.context().setOffline(false);
    await bob.message('from the lift').waitFor();
    await alice.page.getByText('No connection.').waitFor({ state: 'detached' });
    await alice.leave();
    await bob.leave();
  });

  it('shows what others wrote meanwhile, once', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('network');
    await bob.open('general');
    await alice.open('general');
    await alice.page.context().setOffline(true);
    await scene.server.kill();
    await scene.server.run();
    await bob.write('written while Alice was away');
    await bob.message('written while Alice was away').waitFor();
    await alice.page.context().setOffline(false);
    await alice.message('written while Alice was away').waitFor();
    expect(await alice.message('written while Alice was away').count()).toBe(1);
    await alice.leave();
    await bob.leave();
  });

  it('stands when very much was written meanwhile', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await bob.open('helpdesk');
    await alice.page.context().setOffline(true);
    await scene.server.kill();
    await scene.server.run();
    await bob.write('the first of many');
    await bob.message('the first of many').waitFor();
    await bob.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    const path = new URL(bob.page.url()).pathname.replace('/chat/c/', '/api/chat/channels/');
    await bob.page.evaluate(async (address) => {
      const headers = { authorization: `Bearer ${localStorage.getItem('authToken')}`, 'content-type': 'application/json' };
      const say = (message: string): Promise<Response> =>
        fetch(`${address}/messages`, { method: 'POST', headers, body: JSON.stringify({ message }) });
      await Promise.all(Array.from({ length: 200 }, (_, number) => say(`one of many, ${number}`)));
      await say('the last of many');
    }, path);
    await alice.page.context().setOffline(false);
    // What was missed is new: the list stays where she was, and reads nothing that she has not seen.
    const pill = alice.page.getByRole('button', { name: '99+ unread' });
    await pill.waitFor();
    await alice.page.locator('[data-new-line]').waitFor();
    await alice.message('the first of many').waitFor();
    await alice.conversation('helpdesk').getByText('99+ unread').waitFor();
    await pill.click();
    await alice.message('the last of many').waitFor();
    await alice.conversation('helpdesk').getByText('unread').waitFor({ state: 'detached' });
    expect(alice.complaints).toEqual([]);
    await alice.leave();
    await bob.leave();
  });
});

describe('when storage is refused', () => {
  it('still talks, and says what that means', async () => {
    const alice = await Visitor.arrive(scene.browser, scene.server);
    await alice.page.addInitScript(() => {
      const refuse = (): never => {
        throw new DOMException('denied', 'SecurityError');
      };
      Object.defineProperty(window, 'indexedDB', { get: () => ({ open: refuse }) });
      Object.defineProperty(window, 'localStorage', { get: refuse });
    });
    await alice.visit('/chat');
    await alice.signIn('alice');
    await alice.open('general');
    await alice.write('without any storage');
    await alice.message('without any storage').waitFor();
    await alice.page.getByText('This browser can’t store messages').waitFor();
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });
});

describe('when the clock is wrong by a day', () => {
  it('still shows what was just written under "Today"', async () => {
    const alice = await Visitor.arrive(scene.browser, scene.server);
    await alice.page.clock.install({ time: Date.now() + 86_400_000 });
    await alice.visit('/chat');
    await alice.signIn('alice');
    await alice.open('network');
    await alice.write('what time is it');
    await alice.message('what time is it').waitFor();
    await alice.log.getByText('Today').waitFor();
    await alice.leave();
  });
});
