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

  it('are in colour, but for what is a sign of its own', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const coloured = await alice.page.evaluate(async () => {
      const font = `32px ${getComputedStyle(document.body).fontFamily}`;
      const faces = await document.fonts.load(font, '☕').catch(() => []);
      // Without a font of coloured emoji there is nothing to be seen.
      if (faces.length === 0) return null;
      const drawn = (text: string): boolean => {
        const context = Object.assign(document.createElement('canvas'), { width: 64, height: 64 }).getContext('2d');
        if (context === null) throw new Error('nothing to draw on');
        context.font = font;
        context.fillText(text, 8, 48);
        const { data } = context.getImageData(0, 0, 64, 64);
        return data.some((value, index) => index % 4 !== 3 && value !== 0);
      };
      return Object.fromEntries(['☕', '✅', '❤️', '☎️', '⚠️', '🎉', '0', '#', '©', '™', '→'].map((text) => [text, drawn(text)]));
    });
    if (coloured !== null) {
      const yes = ['☕', '✅', '❤️', '☎️', '⚠️', '🎉'];
      expect(Object.keys(coloured).filter((text) => coloured[text])).toEqual(yes);
    }
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

describe('the buttons on messages', () => {
  it('show on one message at a time, also after a menu was closed', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await alice.open('general');
    await alice.write('one to open');
    await alice.write('another to hover');
    await alice.page.locator('[data-outgoing]').waitFor({ state: 'detached' });
    await alice.message('one to open').hover();
    await alice.message('one to open').getByRole('button', { name: 'More actions' }).click();
    await alice.page.getByRole('menu').waitFor();
    await alice.page.keyboard.press('Escape');
    await alice.page.getByRole('menu').waitFor({ state: 'detached' });
    await alice.message('another to hover').hover();
    const shown = alice.log.locator('[role="group"]').evaluateAll((bars) => bars.filter((bar) => getComputedStyle(bar).opacity === '1').length);
    expect(await shown).toBe(1);
    await alice.leave();
  });

  it('are large enough for a finger', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice', { hasTouch: true, isMobile: true, viewport: { width: 820, height: 900 } });
    await alice.open('helpdesk');
    await alice.message('It lives.').getByRole('button', { name: 'Add a reaction' }).waitFor();
    await alice.log.getByRole('link', { name: 'Printer 3 West shows offline' }).waitFor();
    const small = (): Promise<string[]> =>
      alice.log.locator('article button:visible:not([aria-haspopup])').evaluateAll((buttons) =>
        buttons.flatMap((button) => {
          button.scrollIntoView({ block: 'center' });
          const { left, top, width, height } = button.getBoundingClientRect();
          const [x, y] = [left + width / 2, top + height / 2];
          const hit = [[0, -21], [0, 21], [-21, 0], [21, 0]].every(([dx = 0, dy = 0]) => {
            const at = document.elementFromPoint(x + dx, y + dy);
            return at !== null && button.contains(at);
          });
          return hit ? [] : [`${button.className} ${width}×${height}`];
        }),
      );
    // What floats over the list goes when its end is reached.
    await expect.poll(small, { timeout: 30_000 }).toEqual([]);
    await alice.leave();
  });
});
