import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene({}, { whole: true });

interface Shown {
  title: string;
  body: string;
}

/** The notifications that the browser shows outside its pages. Asked in turn with the page, see `desktop.ts`. */
function shownBy({ page }: Visitor): Promise<Shown[]> {
  return page.evaluate(async () => {
    const registrations = await navigator.serviceWorker.getRegistrations();
    const shown = await Promise.all(registrations.map((registration) => navigator.locks.request('orvale-chat.notifications', () => registration.getNotifications())));
    return shown.flat().map(({ title, body }) => ({ title, body }));
  });
}

describe('a notification outside the page', () => {
  it('is shown once for all tabs, closes where it is read, and is not shown for what is open', async () => {
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { permissions: ['notifications'] });
    await alice.open('general');
    const tab = await alice.anotherTab(new URL(alice.page.url()).pathname);
    await tab.ready();
    const phone = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await bob.open('helpdesk');
    await bob.write('@alice the **printer** is on fire');
    await expect.poll(() => shownBy(alice), { timeout: 30_000 }).toEqual([{ title: 'Bob Kowalski mentioned you in #helpdesk', body: '@Alice Nguyen the printer is on fire' }]);

    // Read on another device.
    await phone.open('helpdesk');
    await phone.message('is on fire').scrollIntoViewIfNeeded();
    await expect.poll(() => shownBy(alice), { timeout: 30_000 }).toEqual([]);
    await phone.leave();

    await bob.open('general');
    await bob.write('@alice you are looking at this');
    await alice.message('you are looking at this').waitFor();
    await bob.open('helpdesk');
    await bob.write('@alice and not at this');
    await expect.poll(async () => (await shownBy(alice)).map(({ body }) => body), { timeout: 30_000 }).toEqual(['@Alice Nguyen and not at this']);
    expect([...alice.complaints, ...tab.complaints, ...bob.complaints]).toEqual([]);
  });

  it('is not shown during do not disturb', async () => {
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { permissions: ['notifications'] });
    await alice.open('general');
    await alice.page.getByRole('button', { name: /Profile/ }).click();
    await alice.page.getByRole('dialog').getByRole('button', { name: '1 hour', exact: true }).click();
    await alice.page.getByRole('dialog').getByText(/^On until/).waitFor();
    await alice.page.keyboard.press('Escape');
    await bob.open('helpdesk');
    await bob.write('@alice no hurry');
    await expect.poll(() => alice.page.getByRole('button', { name: /^Notifications/ }).getAttribute('aria-label')).toMatch(/unread/);
    await alice.page.getByRole('button', { name: /Profile/ }).click();
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click();
    await alice.page.getByRole('dialog').getByText(/^Off\./).waitFor();
    await bob.write('@alice now please');
    await expect.poll(async () => (await shownBy(alice)).map(({ body }) => body), { timeout: 30_000 }).toEqual(['@Alice Nguyen now please']);
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });
});
