// The npm package @orvale/chat-client, built, in a plain Node process, against the real server.

import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

import type { ChannelView, Message } from '../../src/core/protocol/generated';
import { PASSWORD } from './support/logins';
import { setServer } from './support/scene';

const WEB = join(import.meta.dirname, '../..');
const WAIT = { timeout: 30_000 };

const server = setServer();

beforeAll(async () => {
  const vite = join(WEB, 'node_modules/vite/bin/vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--config', 'vite.package.config.ts'], { cwd: WEB });
});

/** A bot's process and what it has told. */
class BotProcess {
  readonly told: [what: string, value: string][] = [];
  complaints = '';
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #ended: Promise<number | null>;

  constructor(username: string) {
    const script = join(import.meta.dirname, 'support/bot.mjs');
    const child = spawn(process.execPath, [script, server().address, username, PASSWORD], { stdio: ['pipe', 'pipe', 'pipe'] });
    createInterface({ input: child.stdout }).on('line', (line) => this.told.push(JSON.parse(line) as [string, string]));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.complaints += text;
    });
    this.#ended = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    this.#child = child;
  }

  all(wanted: string): string[] {
    return this.told.filter(([what]) => what === wanted).map(([, value]) => value);
  }

  say(text: string): void {
    this.#child.stdin.write(`${text}\n`);
  }

  /** Ends its input and gives its exit code. */
  end(): Promise<number | null> {
    this.#child.stdin.end();
    return this.#ended;
  }
}

/** Someone who uses the REST API alone. */
class Colleague {
  private constructor(
    private readonly token: string,
    private readonly general: number,
  ) {}

  static async signIn(username: string): Promise<Colleague> {
    const token = server().token(username);
    const { items } = await call<{ items: ChannelView[] }>('GET', '/api/chat/channels', token);
    return new Colleague(token, items.find(({ name }) => name === 'general')?.id ?? 0);
  }

  async write(message: string): Promise<void> {
    await call('POST', `/api/chat/channels/${this.general}/messages`, this.token, { message });
  }

  async read(): Promise<string[]> {
    const { items } = await call<{ items: Message[] }>('GET', `/api/chat/channels/${this.general}/messages`, this.token);
    return items.map(({ text }) => text);
  }
}

async function call<T>(method: string, path: string, token: string, body?: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer = await fetch(`${server().address}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

describe('a bot in plain Node', () => {
  it('talks, is cut off by a crash of the server, and goes on where it was', async () => {
    const alice = await Colleague.signIn('alice');
    const bot = new BotProcess('dave');
    await expect.poll(() => bot.all('phase'), WAIT).toEqual(['online']);
    await alice.write('to the bot');
    await expect.poll(() => bot.all('heard'), WAIT).toEqual(['general: to the bot']);
    bot.say('from the bot');
    await expect.poll(() => bot.all('said'), WAIT).toEqual(['from the bot']);

    await server().kill();
    await expect.poll(() => bot.all('phase'), WAIT).toContain('waiting');
    bot.say('said while the server was dead');
    await server().run();
    await alice.write('written before the bot was back');
    await expect.poll(() => bot.all('said'), WAIT).toEqual(['from the bot', 'said while the server was dead']);
    await expect.poll(() => bot.all('phase').at(-1), WAIT).toBe('online');
    await alice.write('after it');
    await expect
      .poll(() => bot.all('heard'), WAIT)
      .toEqual(['general: to the bot', 'general: written before the bot was back', 'general: after it']);

    const kept = await alice.read();
    for (const text of ['from the bot', 'said while the server was dead']) {
      expect(kept.filter((other) => other === text)).toEqual([text]);
    }
    expect(await bot.end()).toBe(0);
    expect(bot.complaints).toBe('');
    expect(bot.all('refused')).toEqual([]);
  });

  it('is told why it was not let in', async () => {
    const bot = new BotProcess('nobody-of-that-name');
    expect(await bot.end()).toBe(1);
    expect(bot.complaints).toContain('unauthenticated');
    expect(bot.told).toEqual([]);
  });
});
