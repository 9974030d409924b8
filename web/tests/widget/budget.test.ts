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
const LAUNCHER_BYTES = 3 * 1024;
/** What the list needs to be shown, in English. */
const LIST_BYTES = 12 * 1024;
/** What a conversation needs besides, with its session, to be read. The line to write in, what sends, and what a message asks for, such as formatting, come behind it. */
const CONVERSATION_BYTES = 14 * 1024;

/** What each part that is loaded later may take, by the names of its files. */
const PARTS: Readonly<Record<string, number>> = {
  // The list of conversations, the frame around it, and Preact: one file.
  panel: 11.75 * 1024,
  // Steps back from a panel that covers the page.
  back: 1024,
  // What is said to whoever is not logged in.
  SignedOut: 768,
  // What the next two share: keys, who may write, the reading of frames.
  msgpack: 1.5 * 1024,
  // What the list shows once it is there: the line to write in with its drafts, who comes and goes, and that the connection is lost.
  writing: 4 * 1024,
  // What opening a conversation adds: the session and the view.
  conversation: 12.25 * 1024,
  // What sends messages and keeps the unsent ones, behind an open conversation.
  sending: 2.25 * 1024,
  // What reads formatting and finds the numbers of tickets, with the first text that may hold some.
  formatting: 5 * 1024,
  // The numbers of tickets, with the first one.
  tickets: 1024,
  // Tables, with the first one.
  tables: 1024,
  // Replies and the place of previews below a message, the threads with unread replies, and what makes a conversation a thread.
  threads: 2.5 * 1024,
  // What rings when a call comes in, and how it asks the server.
  calls: 2 * 1024,
  // The latest notifications, above the conversations.
  notifications: 2 * 1024,
  // The conversation of the ticket that the page is about.
  ticket: 1.25 * 1024,
  // What was written to a ticket, with the first comment.
  comments: 1024,
  // What shows and sends files, and says which are being checked, once a conversation is there.
  files: 2.75 * 1024,
  // What happened, as a sentence, with the first message that says so, in each language.
  system: 1.25 * 1024,
  'system.en': 1.75 * 1024,
  'system.de': 2 * 1024,
  // Reactions, tickets, forwarded messages and long texts, with the first message that has one; and the way back to the end.
  extras: 1.25 * 1024,
  // What becomes of a message on its way, behind an open conversation; and that none can be stored.
  refused: 1.25 * 1024,
  // Previews of links, with the first message that has one.
  previews: 1024,
  // The list of people after an `@`.
  People: 1.5 * 1024,
  // Every emoji's short codes, once a message is sent that may have one.
  shortcodes: 18 * 1024,
  // What each language takes, for the list, a conversation and notifications together.
  english: 1.25 * 1024,
  german: 1.5 * 1024,
};

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

  /** The files behind the launcher. */
  async function filesOf(): Promise<{ name: string; part: string; size: number }[]> {
    const names = await readdir(join(folder, 'assets/widget'));
    return Promise.all(names.map(async (name) => ({ name, part: name.replace(/-[\w-]{8}\.js$/, ''), size: await sizeOf(`assets/widget/${name}`) })));
  }

  /** What parts take together, with the English words that they fetch. */
  async function sumOf(...parts: readonly string[]): Promise<number> {
    const files = await filesOf();
    const taken = files.filter(({ part }) => parts.includes(part));
    expect(taken).toHaveLength(parts.length);
    const scripts = await Promise.all(taken.map(({ name }) => readFile(join(folder, 'assets/widget', name), 'utf8')));
    const words = files.filter(({ name, part }) => part === 'english' && scripts.some((script) => script.includes(name)));
    expect(words.length).toBeGreaterThan(0);
    return [...taken, ...words].reduce((sum, { size }) => sum + size, 0);
  }

  it('takes at most 12 kB to show the list, which is one script and its words', async () => {
    expect(await sumOf('panel')).toBeLessThanOrEqual(LIST_BYTES);
  });

  it('takes at most 14 kB more to show a conversation, with its session', async () => {
    expect(await sumOf('panel', 'msgpack', 'conversation')).toBeLessThanOrEqual(LIST_BYTES + CONVERSATION_BYTES);
  });

  it('fetches nothing else before a conversation is shown', async () => {
    const files = await filesOf();
    const loaded = files.filter(({ part }) => ['panel', 'msgpack', 'conversation'].includes(part));
    for (const { name } of loaded) {
      const script = await readFile(join(folder, 'assets/widget', name), 'utf8');
      const imported = Array.from(script.matchAll(/\bfrom\s*"\.\/([\w.]+)-[\w-]{8}\.js"/g), ([, part]) => part);
      expect(['panel', 'msgpack', 'conversation']).toEqual(expect.arrayContaining(imported));
    }
  });

  it('takes at most 3 kB until it is opened, or a call rings', async () => {
    expect(await sizeOf('widget.js')).toBeLessThanOrEqual(LAUNCHER_BYTES);
  });

  it('has a limit for each part that is loaded later', async () => {
    const sizes = new Map<string, number>();
    for (const { part, size } of await filesOf()) sizes.set(part, (sizes.get(part) ?? 0) + size);
    // A part that nobody measures must not appear.
    const over = [...sizes].filter(([part, size]) => size > (PARTS[part] ?? 0));
    expect(over).toEqual([]);
    expect([...sizes.keys()].toSorted()).toEqual(Object.keys(PARTS).toSorted());
  });

  it('is one script that imports nothing until it is opened', async () => {
    const loader = await readFile(join(folder, 'widget.js'), 'utf8');
    expect(loader).not.toMatch(/(?:^|[;}])import[\s{"'*]|\bfrom\s*["']/);
    expect(loader).toContain('./assets/widget/panel-');
  });
});
