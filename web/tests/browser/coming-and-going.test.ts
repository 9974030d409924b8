import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

/** Asks the server as whoever is logged in on a page. */
async function call(who: Visitor, method: string, path: string, body: object): Promise<{ id: number }> {
  return await who.page.evaluate(
    async ([verb, address, said]) => {
      const headers = { authorization: `Bearer ${localStorage.getItem('authToken')}`, 'content-type': 'application/json' };
      const request: RequestInit = { method: verb, headers, body: said };
      const answer = await fetch(`/api/chat${address}`, request);
      return (await answer.json()) as { id: number };
    },
    [method, path, JSON.stringify(body)] as const,
  );
}

describe('coming and going', () => {
  it('leaves a line for everyone, live and after a reload, and a sign for who is added', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    const { id } = await call(alice, 'POST', '/channels', { name: 'move-to-floor-3', type: 'public' });
    await alice.open('move-to-floor-3');
    await Promise.all([
      // Shown for seconds, so awaited from before it comes.
      bob.page.getByText('Alice Nguyen added you to #move-to-floor-3.').waitFor(),
      call(alice, 'POST', `/channels/${id}/members`, { userId: 'bob' }),
    ]);
    await alice.log.getByText('Alice Nguyen added Bob Kowalski.').waitFor();
    const row = bob.page.getByRole('navigation').getByRole('link', { name: 'move-to-floor-3' });
    expect(await row.textContent()).toContain('New');
    await bob.open('move-to-floor-3');
    await call(alice, 'PUT', `/channels/${id}`, { description: 'From Monday' });
    for (const who of [alice, bob]) await who.log.getByText('Alice Nguyen changed the topic to “From Monday”.').waitFor();
    await bob.page.reload();
    await bob.log.getByText('Alice Nguyen added Bob Kowalski.').waitFor();
    await expect.poll(() => row.getByText('New', { exact: true }).count()).toBe(0);
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
    await alice.leave();
    await bob.leave();
  });

  it('hides a conversation on every device until somebody writes', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const phone = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    const rowOf = (who: Visitor) => who.page.getByRole('navigation').getByRole('link', { name: /^helpdesk/ });
    await bob.open('helpdesk');
    await alice.open('general');
    await phone.open('general');
    await rowOf(alice).click({ button: 'right' });
    await alice.page.getByRole('menuitem', { name: 'Hide until the next message' }).click();
    for (const who of [alice, phone]) await rowOf(who).waitFor({ state: 'detached' });
    await phone.page.reload();
    await phone.page.getByRole('navigation').getByRole('link', { name: /^general/ }).waitFor();
    expect(await rowOf(phone).count()).toBe(0);
    await bob.write('is anybody there?');
    for (const who of [alice, phone]) await rowOf(who).waitFor();
    expect([...alice.complaints, ...phone.complaints, ...bob.complaints]).toEqual([]);
    for (const who of [alice, phone, bob]) await who.leave();
  });

  it('lets one of three leave a group: it vanishes for them, and the others go on without them', async () => {
    const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map((name) => Visitor.signedIn(scene.browser, scene.server, name)));
    if (alice === undefined || bob === undefined || carol === undefined) throw new Error('nobody came');
    const { id } = await call(alice, 'POST', '/direct', { userIds: ['bob', 'carol'] });
    const rowOf = (who: Visitor) => who.page.getByRole('navigation').locator(`a[href="/chat/c/${id}"]`);
    const title = (who: Visitor) => who.page.getByRole('heading', { level: 1 });
    await rowOf(alice).click();
    await alice.write('lunch at noon?');
    for (const who of [bob, carol]) await rowOf(who).click();
    await carol.page.getByText('lunch at noon?').first().waitFor();
    await carol.page.getByRole('button', { name: 'Members: 3' }).click();
    expect(await title(carol).textContent()).toContain('Bob Kowalski');

    await bob.page.getByRole('button', { name: 'Conversation options' }).click();
    await bob.page.getByRole('menuitem', { name: 'Leave group' }).click();
    const question = bob.page.getByRole('dialog', { name: 'Leave this group?' });
    await question.getByRole('button', { name: 'Leave group' }).click();
    // The keyboard goes on where the group was.
    await bob.page.waitForFunction(() => document.activeElement?.tagName === 'H1');
    await rowOf(bob).waitFor({ state: 'detached' });
    await bob.page.getByText('You left the group.').waitFor();

    for (const who of [alice, carol]) {
      await who.page.getByRole('article', { name: /^Bob Kowalski left/ }).waitFor();
      await who.page.getByRole('button', { name: 'Members: 2' }).waitFor();
      expect(await title(who).textContent()).not.toContain('Bob Kowalski');
      expect(await rowOf(who).textContent()).not.toContain('Bob Kowalski');
    }
    const members = carol.page.getByRole('complementary').getByRole('listitem');
    await members.filter({ hasText: '@bob' }).waitFor({ state: 'detached' });
    expect(await members.count()).toBe(2);
    await alice.write('so it is two of us');
    await carol.page.getByText('so it is two of us').first().waitFor();
    await bob.page.reload();
    await bob.conversations.getByRole('link').first().waitFor();
    expect(await rowOf(bob).count()).toBe(0);
    // The same people begin another one.
    const again = await call(bob, 'POST', '/direct', { userIds: ['alice', 'carol'] });
    expect(again.id).not.toBe(id);
    expect([...alice.complaints, ...bob.complaints, ...carol.complaints]).toEqual([]);
    for (const who of [alice, bob, carol]) await who.leave();
  });
});
