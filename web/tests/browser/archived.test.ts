import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

async function create(visitor: Visitor, name: string): Promise<void> {
  const { page } = visitor;
  await page.getByRole('button', { name: 'Create a channel' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

async function archive({ page }: Visitor, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Channel settings' }).click();
  await page.getByRole('button', { name: 'Archive channel' }).click();
  const question = page.getByRole('dialog', { name: `Archive #${name}?` });
  await question.getByRole('button', { name: 'Archive channel' }).click();
  await page.getByText(`#${name} is archived.`).waitFor();
}

describe('an archived channel', () => {
  it('is found by its members below the live ones, and brought back', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const { page } = alice;
    await create(alice, 'gen');
    await archive(alice, 'gen');
    await page.getByText('This channel is archived. You can read it but not post.').waitFor();
    expect(await page.getByText(/Be the first!/).count()).toBe(0);
    await alice.conversations.getByRole('link', { name: 'gen', exact: true }).waitFor({ state: 'detached' });
    await alice.open('general');

    await page.keyboard.press('Control+k');
    await page.keyboard.type('gen');
    const options = page.getByRole('option');
    await options.filter({ hasText: 'archived' }).waitFor();
    expect(await options.first().textContent()).toBe('general');
    await options.filter({ hasText: 'archived' }).click();
    await page.getByRole('heading', { level: 1, name: 'gen', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Members' }).click();
    await page.getByRole('complementary', { name: 'Members' }).waitFor();
    const main = page.getByRole('main');
    const before = await main.boundingBox();
    await page.getByRole('button', { name: 'Unarchive channel' }).click();
    const notice = page.getByRole('status').filter({ hasText: '#gen was unarchived.' });
    await notice.waitFor();
    await alice.composer.waitFor();
    // Nothing moves for it, and it covers no part of the conversation.
    const [shown, after] = await Promise.all([notice.locator('> div'), main].map((part) => part.boundingBox()));
    expect(after).toEqual(before);
    expect((shown?.x ?? 0) + (shown?.width ?? 0)).toBeLessThanOrEqual(before?.x ?? 0);
    expect(alice.complaints).toEqual([]);
    await alice.leave();
  });

  it('is found by everyone in the browser of channels, and only read', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await create(alice, 'old-news');
    await alice.write('what we knew then');
    await alice.message('what we knew then').waitFor();
    await archive(alice, 'old-news');

    await bob.page.getByRole('button', { name: 'Browse channels' }).click();
    await bob.page.getByRole('searchbox').fill('old-news');
    await bob.page.getByText('No matching public channels.').waitFor();
    await bob.page.getByText('Archived', { exact: true }).click();
    await bob.page.getByRole('button', { name: 'Open: old-news' }).click();
    await bob.message('what we knew then').waitFor();
    await bob.page.getByText('This channel is archived. You can read it but not post.').waitFor();
    expect(await bob.page.getByRole('button', { name: /Join channel|Unarchive channel/ }).count()).toBe(0);
    expect(bob.complaints).toEqual([]);

    // Its name may be another's by the time it is wanted again.
    await create(alice, 'old-news');
    await alice.page.keyboard.press('Control+k');
    await alice.page.keyboard.type('old-news');
    await alice.page.getByRole('option').filter({ hasText: 'archived' }).click();
    await alice.page.getByRole('button', { name: 'Unarchive channel' }).click();
    await alice.page.getByText('Another channel has taken the name #old-news. Rename that one first.').waitFor();
    await alice.leave();
    await bob.leave();
  });
});
