// A real server on a port of its own, with a copy of the demonstration as its data.

import { randomInt } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { inject } from 'vitest';

import { isValid } from './logins';
import { ServerProcess } from './process';

// A restart needs the port that it had. So it is none of those that the system gives to whoever asks for
// any (on Linux from 32,768), and the workers of a run share none.
const LOWEST_PORT = 20_000;
const PORTS = 12_000;
const MOST_WORKERS = 16;
const STARTS = 5;

export class TestServer {
  /** What it has written to standard error, from its first start on. */
  log = '';
  #process: ServerProcess | null = null;
  #port = 0;

  private constructor(
    private readonly folder: string,
    private readonly env: Record<string, string>,
    private readonly tokens: Record<string, string>,
  ) {}

  /** Starts one, with these variables besides those of this process. */
  static async start(env: Record<string, string> = {}): Promise<TestServer> {
    const seed = inject('seed');
    const folder = await mkdtemp(join(tmpdir(), 'orvale-chat-'));
    await cp(seed.folder, folder, { recursive: true });
    const server = new TestServer(folder, env, seed.tokens);
    try {
      await server.#startOnFreePort();
      await server.#checkCopy();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it, on the port that it had before. Does nothing while it runs. */
  async run(): Promise<void> {
    if (this.#process?.running === true) return;
    const onLog = (text: string): void => {
      this.log += text;
    };
    this.#process = await ServerProcess.start({ folder: this.folder, port: this.#port, env: this.env, onLog });
  }

  /** Kills it at once, as a crash or a power cut would. */
  async kill(): Promise<void> {
    await this.#process?.kill();
    this.#process = null;
  }

  /** The token of someone in the demonstration, from a login before it was copied. */
  token(username: string): string {
    const token = this.tokens[username];
    if (token === undefined) throw new Error(`${username} has no login: add the name to PEOPLE in seed.ts`);
    return token;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #startOnFreePort(): Promise<void> {
    for (let left = STARTS - 1; ; left -= 1) {
      this.#port = randomPort();
      try {
        return await this.run();
      } catch (error) {
        if (left === 0 || !String(error).includes('cannot listen on')) throw error;
      }
    }
  }

  /** The secret that tokens are signed with is part of the copy, and so is everything they need. */
  async #checkCopy(): Promise<void> {
    const [token = ''] = Object.values(this.tokens);
    if (!(await isValid(this.address, token))) throw new Error('a login from before the copy is refused by the copy');
  }
}

function randomPort(): number {
  const worker = Number(process.env['VITEST_POOL_ID'] ?? 0) % MOST_WORKERS;
  return LOWEST_PORT + randomInt(PORTS / MOST_WORKERS) * MOST_WORKERS + worker;
}
