// What axe finds wrong with a page. It is put into the page as a script, which the page's own policy must allow.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { Page } from 'playwright-core';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** Where axe looks, and for what. */
interface Scope {
  /** Rules that it skips. */
  without?: readonly string[];
  /** A selector of the elements that it looks at. */
  within?: string;
  /** The only rules that it checks: for the rest the page has been looked at already. */
  only?: readonly string[];
}

/** What differs between two schemes of colours, all else being the same. */
export const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds wrong with a page. */
export async function violations(page: Page, { without = [], within = 'html', only = [] }: Scope = {}): Promise<string[]> {
  // Colours are judged at rest, not half-way through an animation.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))));
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ content: axeSource });
  const found = await page.evaluate(async ([left, where, rulesOnly]) => {
    const { axe } = window as unknown as { axe: { run(where: string, options: object): Promise<{ violations: Violation[] }> } };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const runOnly = rulesOnly.length > 0 ? { type: 'rule', values: rulesOnly } : { type: 'tag', values: tags };
    const rules = Object.fromEntries(left.map((rule) => [rule, { enabled: false }]));
    return (await axe.run(where, { runOnly, rules, resultTypes: ['violations'] })).violations;
  }, [without, within, only] as const);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary ?? ''})`).join('; ')}`);
}
