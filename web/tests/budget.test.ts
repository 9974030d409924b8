// @vitest-environment node
// The first load must stay small: a test, so that nobody has to watch.

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const MOST_SCRIPT_BYTES = 150 * 1024;
const MOST_STYLE_BYTES = 20 * 1024;
const MOST_ICON_BYTES = 12 * 1024;
const MOST_CALL_ICON_BYTES = 6 * 1024;

describe('the first load of the page', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orvale-chat-budget-'));
    // A process of its own: within a test, React would be built as for development.
    const vite = join(import.meta.dirname, '../node_modules/vite/bin/vite.js');
    const env = { ...process.env, NODE_ENV: 'production' };
    await run(process.execPath, [vite, 'build', '--outDir', folder], { cwd: join(import.meta.dirname, '..'), env });
  }, 120_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const read = (address: string): Promise<string> => readFile(join(folder, address), 'utf8');

  async function sizeOf(addresses: Iterable<string>): Promise<number> {
    const files = await Promise.all([...addresses].map(read));
    return files.reduce((sum, content) => sum + gzipSync(content, { level: 9 }).length, 0);
  }

  /** The scripts of the page and whatever they import at once. */
  async function firstScripts(page: string): Promise<Set<string>> {
    const found = new Set<string>();
    const queue = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].flatMap((match) => match[1] ?? []);
    for (let address = queue.pop(); address !== undefined; address = queue.pop()) {
      if (found.has(address)) continue;
      found.add(address);

      const script = await read(address);
      for (const [, file] of script.matchAll(/(?:import|from)\s*["']\.\/([^"']+\.js)["']/g)) queue.push(`/assets/${file}`);
    }
    return found;
  }

  it('takes at most 150 kB of compressed script and 20 kB of styles', async () => {
    const page = await read('chat.html');
    const scripts = await firstScripts(page);
    expect(scripts.size).toBeGreaterThan(0);
    expect(await sizeOf(scripts)).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
    const styles = [...page.matchAll(/href="(\/assets\/[^"]+\.css)"/g)].flatMap((match) => match[1] ?? []);
    expect(await sizeOf(styles)).toBeLessThanOrEqual(MOST_STYLE_BYTES);
  });

  it('keeps what releases seldom change in files of their own, and Material out of it', async () => {
    const scripts = [...(await firstScripts(await read('chat.html')))];
    const named = (name: string, files: readonly string[]): string[] => files.filter((file) => new RegExp(`(?:^|/)${name}-[\\w-]+\\.js$`).test(file));
    expect(named('react', scripts)).toHaveLength(1);
    expect(named('libraries', scripts)).toHaveLength(1);
    expect(named('material', scripts)).toEqual([]);
    const contents = await Promise.all(scripts.map(async (file) => [file, await read(file)] as const));
    // As React's own code says in production, and as Material names its classes.
    expect(contents.filter(([, script]) => script.includes('react.dev/errors')).map(([file]) => file)).toEqual(named('react', scripts));
    expect(contents.filter(([, script]) => /["'`]Mui[A-Z]\w+["'`]/.test(script)).map(([file]) => file)).toEqual([]);
    expect(named('material', await readdir(join(folder, 'assets')))).toHaveLength(1);
  });

  it('takes at most 12 kB of icons and 6 kB for those of calls, each an address in its sheet to the scripts', async () => {
    const sheets = (await readdir(join(folder, 'assets'))).filter((name) => name.endsWith('.svg')).toSorted();
    expect(sheets).toHaveLength(2);
    const [[ofCalls = ''], [own = '']] = [sheets.filter((name) => name.startsWith('icons-calls-')), sheets.filter((name) => !name.startsWith('icons-calls-'))];
    expect(await sizeOf([`assets/${own}`])).toBeLessThanOrEqual(MOST_ICON_BYTES);
    expect(await sizeOf([`assets/${ofCalls}`])).toBeLessThanOrEqual(MOST_CALL_ICON_BYTES);
    const scripts = await Promise.all([...(await firstScripts(await read('chat.html')))].map(read));
    const shown = new Set(scripts.flatMap((script) => Array.from(script.matchAll(/\/assets\/(icons-[\w-]+\.svg)#(\w+)/g), ([, file, name]) => `${file} ${name}`)));
    expect(shown.size).toBeGreaterThan(20);
    const held = new Map(await Promise.all(sheets.map(async (name) => [name, await read(`assets/${name}`)] as const)));
    const missing = [...shown].filter((address) => {
      const [file = '', name] = address.split(' ');
      return held.get(file)?.includes(`id="${name}"`) !== true;
    });
    expect(missing).toEqual([]);
  });

  it('shows the outline of the page before anything else is fetched', async () => {
    const [before = '', after = ''] = (await read('chat.html')).split(/<div class="shell"/);
    expect(after).toContain('rel="stylesheet"');
    expect(before).not.toContain('rel="stylesheet"');
  });

  it('runs no script of the page itself, as the policy demands', async () => {
    const page = await read('chat.html');
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(page).not.toMatch(/\son\w+=/);
  });
});
