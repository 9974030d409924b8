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
    await call(alice, 'POST', `/channels/${id}/members`, { userId: 'bob' });
    await alice.page.getByText('Alice Nguyen added Bob Kowalski.').waitFor();
    await bob.page.getByText('Alice Nguyen added you to #move-to-floor-3.').waitFor();
    const row = bob.page.getByRole('navigation').getByRole('link', { name: 'move-to-floor-3' });
    expect(await row.textContent()).toContain('New');
    await bob.open('move-to-floor-3');
    await call(alice, 'PUT', `/channels/${id}`, { description: 'From Monday' });
    for (const who of [alice, bob]) await who.page.getByText('Alice Nguyen changed the topic to “From Monday”.').waitFor();
    await bob.page.reload();
    await bob.page.getByText('Alice Nguyen added Bob Kowalski.').waitFor();
    expect(await bob.page.getByText('New', { exact: true }).count()).toBe(0);
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
});
