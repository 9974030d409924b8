import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('emoji', () => {
  it('are found by German words too, and the first Enter takes the first', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    await alice.page.evaluate(() => {
      const kept = JSON.parse(localStorage.getItem('orvale-chat.preferences') ?? '{}') as object;
      localStorage.setItem('orvale-chat.preferences', JSON.stringify({ ...kept, language: 'de' }));
    });
    await alice.page.reload();
    await alice.page.getByRole('button', { name: 'Emoji einfügen' }).click();
    const search = alice.page.locator('emoji-picker').getByRole('combobox');
    await search.fill('konfettibombe');
    await search.press('Enter');
    await alice.page.locator('emoji-picker').waitFor({ state: 'detached' });
    expect(await alice.composer.inputValue()).toBe('🎉');
    await alice.composer.pressSequentially(' :böller');
    await alice.page.getByRole('option', { name: /🎉/ }).waitFor();
    await alice.composer.fill('');
    await alice.leave();
  });

  it('are sent for typed short codes, but not inside code', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    await alice.write('shipped :tada: as `:tada:`');
    await alice.message('shipped 🎉 as :tada:').locator('code', { hasText: ':tada:' }).waitFor();
    await alice.leave();
  });
});
