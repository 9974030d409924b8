import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { Pages } from './support/pages';
import { setScene } from './support/scene';

const PRINTERS = `<!doctype html><title>Where <b>printers</b> stand</title>
  <meta name="description" content="All floors, with their queues"><meta property="og:site_name" content="Wiki">`;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open({ '/printers': PRINTERS, '/empty': '<p>Nothing to say' });
});
afterAll(() => pages.close());

describe('where the administrator has turned previews on', () => {
  const scene = setScene({ ORVALE_CHAT_LINK_PREVIEWS: 'on', ORVALE_CHAT_LINK_PREVIEW_NETWORKS: '127.0.0.0/8' });

  it('a link shows its page to everyone, until its author removes that', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    for (const visitor of [alice, bob]) await visitor.open('helpdesk');
    await alice.write(`queues: ${pages.address('/printers')} and ${pages.address('/missing')} and ${pages.address('/empty')}`);
    const preview = { name: 'Preview of Where <b>printers</b> stand' };
    for (const visitor of [alice, bob]) {
      const cards = visitor.message('queues:').getByRole('region', { name: /^Preview of/ });
      await visitor.message('queues:').getByRole('region', preview).getByText('All floors, with their queues').waitFor();
      expect(await cards.count()).toBe(1);
      expect(await cards.getByRole('link').getAttribute('rel')).toContain('noopener');
    }
    expect(await bob.message('queues:').getByRole('button', { name: 'Remove preview' }).count()).toBe(0);

    // By keyboard, which stays at the message.
    const remove = alice.message('queues:').getByRole('button', { name: 'Remove preview' });
    await alice.message('queues:').focus();
    await remove.focus();
    await alice.page.keyboard.press('Enter');
    for (const visitor of [alice, bob]) await visitor.message('queues:').getByRole('region', preview).waitFor({ state: 'detached' });
    await expect.poll(() => alice.page.evaluate(() => document.activeElement?.tagName)).toBe('ARTICLE');

    // They do not come back with a reload, nor with an edit.
    await bob.page.reload();
    await bob.message('queues:').waitFor();
    expect(await bob.message('queues:').getByRole('region', preview).count()).toBe(0);
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });
});

describe('by default', () => {
  const scene = setScene();

  it('nothing is asked of the sites that messages link to', async () => {
    const asked = pages.asked.length;
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('helpdesk');
    await alice.write(`by default: ${pages.address('/printers')}`);
    await alice.message('by default:').getByRole('link').waitFor();
    await alice.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await alice.write('and a later one');
    await alice.message('and a later one').waitFor();
    await alice.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    expect(await alice.message('by default:').getByRole('region').count()).toBe(0);
    expect(pages.asked.length).toBe(asked);
    expect(alice.complaints).toEqual([]);
  });
});
