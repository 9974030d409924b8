// @vitest-environment node
// The widget must stay small: a test, so that nobody has to watch.

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const MOST_CLOSED_BYTES = 3 * 1024;
const MOST_OPEN_BYTES = 20.5 * 1024;
/** What opening a conversation adds. */
const MOST_CONVERSATION_BYTES = 6.5 * 1024;

describe('the widget', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orvale-chat-widget-'));
    const vite = join(import.meta.dirname, '../../node_modules/vite/bin/vite.js');
    const options = { cwd: join(import.meta.dirname, '../..'), env: { ...process.env, NODE_ENV: 'production', WIDGET_OUT: folder } };
    for (const mode of ['panel', 'loader']) {
      await run(process.execPath, [vite, 'build', '--config', 'vite.widget.config.ts', '--mode', mode], options);
    }
  }, 120_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function sizeOf(path: string): Promise<number> {
    return gzipSync(await readFile(join(folder, path)), { level: 9 }).length;
  }

  async function sizesOf(pattern: RegExp): Promise<number[]> {
    const names = (await readdir(join(folder, 'assets/widget'))).filter((name) => pattern.test(name));
    return Promise.all(names.map((name) => sizeOf(`assets/widget/${name}`)));
  }

  it('takes at most 3 kB until it is opened', async () => {
    expect(await sizeOf('widget.js')).toBeLessThanOrEqual(MOST_CLOSED_BYTES);
  });

  it('takes at most 20.5 kB open, and 6.5 kB more for a conversation', async () => {
    const [panel = Infinity, ...others] = await sizesOf(/^panel-.*\.js$/);
    const [conversation = Infinity] = await sizesOf(/^Conversation-.*\.js$/);
    expect(others).toEqual([]);
    expect((await sizeOf('widget.js')) + panel).toBeLessThanOrEqual(MOST_OPEN_BYTES);
    expect(conversation).toBeLessThanOrEqual(MOST_CONVERSATION_BYTES);
    // Only languages besides: a part that nobody measures must not appear.
    expect(await sizesOf(/^(?!panel-|Conversation-|german-)/)).toEqual([]);
  });

  it('is one script that imports nothing until it is opened', async () => {
    const loader = await readFile(join(folder, 'widget.js'), 'utf8');
    expect(loader).not.toMatch(/(?:^|[;}])import[\s{"'*]|\bfrom\s*["']/);
    expect(loader).toContain('./assets/widget/panel-');
  });
});
