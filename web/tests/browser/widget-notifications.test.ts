// Notifications in the widget: bob on another site, alice over REST and on the page.

import { afterAll, describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { Guest } from './support/guest';
import { setScene } from './support/scene';
import { Site } from './support/site';

const site: Site = await Site.open(() => scene.server.address, '');
const scene = setScene({ ORVALE_CHAT_ALLOWED_ORIGINS: site.address });

afterAll(() => site.close());

describe('notifications in the widget', () => {
  it('count a mention at once, lead to it, and are read with it on the page, too', async () => {
    const bob = await Guest.arrive(scene, site, 'bob');
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await bob.launcher.click();
    await bob.row('general').waitFor();
    const row = bob.page.getByRole('button', { name: /^Notifications/, expanded: false });
    await row.waitFor();
    await row.click();
    const list = bob.page.getByRole('list', { name: 'Notifications' });
    await list.getByRole('listitem').first().waitFor();
    // The demonstration has others.
    await bob.page.getByRole('button', { name: 'Mark all as read' }).click();
    await list.getByRole('img', { name: '1 unread' }).first().waitFor({ state: 'detached' });

    await alice.open('general');
    await alice.write('@bob the **lift** is stuck');
    const entry = list.getByRole('button', { name: /Alice Nguyen mentioned you in #general/ }).filter({ hasText: 'the lift is stuck' });
    await entry.getByRole('img', { name: '1 unread' }).waitFor();
    await entry.click();
    await bob.bubble('is stuck').waitFor();
    await bob.page.getByRole('button', { name: 'Back to conversations' }).click();
    await entry.waitFor();
    await entry.getByRole('img', { name: '1 unread' }).waitFor({ state: 'detached' });
    const page = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await page.page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    expect([...alice.complaints, ...page.complaints]).toEqual([]);
    await bob.leave();
  });
});
