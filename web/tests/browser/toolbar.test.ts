import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('the buttons of a message', () => {
  it('are whole, also of the message at the top of the list', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const { page } = alice;
    await alice.open('general');
    for (let line = 0; line < 30; line += 1) {
      await alice.composer.fill(`line ${line}`);
      await page.keyboard.press('Enter');
      await alice.log.getByText(`line ${line}`, { exact: true }).waitFor();
    }
    // Every message is at the top once.
    const cut = await alice.log.evaluate(async (log) => {
      const found: string[] = [];
      const articles = [...log.querySelectorAll<HTMLElement>('article')].filter(({ textContent }) => /line 1\d/.test(textContent ?? ''));
      for (const article of articles) {
        log.scrollTop += article.getBoundingClientRect().top - log.getBoundingClientRect().top;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        const tools = article.querySelector('[role=group]')?.getBoundingClientRect();
        if (tools === undefined || tools.top < log.getBoundingClientRect().top) found.push(article.textContent ?? '');
      }
      return { found, looked: articles.length };
    });
    expect(cut.looked).toBeGreaterThan(5);
    expect(cut.found).toEqual([]);
    // They make the list no longer than its rows.
    const [list, rows] = await alice.log.evaluate((log) => [log.scrollHeight, log.querySelector<HTMLElement>('[data-index]')?.parentElement?.offsetHeight]);
    expect(list).toBe(rows);
    expect(alice.complaints).toEqual([]);
  });

  it('are there once an edit is given up with the pointer over the message', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const { page } = alice;
    await alice.open('general');
    await alice.composer.fill('to be edited');
    await page.keyboard.press('Enter');
    await alice.log.getByText('to be edited', { exact: true }).waitFor();
    const message = alice.log.getByRole('article').last();
    await message.hover();
    await message.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByRole('textbox', { name: 'Edit' }).hover();
    await page.keyboard.press('Escape');
    await message.getByRole('button', { name: 'Reply', exact: true }).waitFor();
  });
});
