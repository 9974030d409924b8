// What axe finds wrong with a page. It is put into the page as a script, which the page's own policy must allow.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { Page } from 'playwright-core';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** What axe finds wrong with a page, or with the elements of one that a selector names, except by some rules. */
export async function violations(page: Page, without: readonly string[] = [], within = 'html'): Promise<string[]> {
  // Colours are judged at rest, not half-way through an animation.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))));
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ content: axeSource });
  const found = await page.evaluate(async ([left, where]) => {
    const { axe } = window as unknown as { axe: { run(where: string, options: object): Promise<{ violations: Violation[] }> } };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const rules = Object.fromEntries(left.map((rule) => [rule, { enabled: false }]));
    return (await axe.run(where, { runOnly: { type: 'tag', values: tags }, rules })).violations;
  }, [without, within] as const);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary ?? ''})`).join('; ')}`);
}
