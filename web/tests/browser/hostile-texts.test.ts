import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

const HOSTILE = [
  '<script>window.__hit = 1</script> one',
  '<img src=x onerror="window.__hit = 2"> two',
  '[click me](javascript:window.__hit=3) three',
  '<svg/onload=window.__hit=4> four',
  '**<b onmouseover="window.__hit=5">five</b>**',
  '`<style>body{display:none}</style>` six',
  '@__proto__ #constructor seven',
  '\u202E reversed eight',
];

describe('hostile texts', () => {
  it('stay text', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    await alice.open('general');
    await bob.open('general');
    for (const text of HOSTILE) {
      await alice.write(text);
    }
    await bob.message('eight').waitFor();
    await bob.message('<script>window.__hit = 1</script> one').waitFor();
    await bob.message('<svg/onload=window.__hit=4> four').waitFor();
    expect(await bob.page.evaluate(() => '__hit' in window)).toBe(false);
    expect(await bob.log.locator('article script, article style, article img').count()).toBe(0);
    expect(await bob.log.locator('a[href^="javascript:"]').count()).toBe(0);
    expect(bob.complaints).toEqual([]);
    await alice.leave();
    await bob.leave();
  });
});
