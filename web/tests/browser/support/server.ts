// A real server, as the variable ORVALE_CHAT_BIN names it, on a free port and in a folder of its own.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The password of everyone in the demonstration. */
export const PASSWORD = 'orvale-demo';

const STARTS_WITHIN_MS = 60_000;
/** To the end of its line: what a process writes may arrive in pieces. */
const LISTENING = /listening on (http:\/\/\S+)\s/;

export class TestServer {
  #process: ChildProcess | null = null;
  #port = 0;
  address = '';

  private constructor(private readonly folder: string) {}

  static async start(): Promise<TestServer> {
    const server = new TestServer(await mkdtemp(join(tmpdir(), 'orvale-chat-')));
    await server.run();
    return server;
  }

  /** Starts it, again on the port it had before. */
  async run(): Promise<void> {
    const binary = process.env['ORVALE_CHAT_BIN'];
    if (binary === undefined) throw new Error('ORVALE_CHAT_BIN must name the server to test');
    const listen = `127.0.0.1:${this.#port}`;
    // The server refuses variables of its family that it does not know, and this one is ours.
    const { ORVALE_CHAT_BIN: _ours, ...env } = process.env;
    const child = spawn(binary, ['--demo', '--listen', listen, '--data', this.folder, '--rate-limits', 'off'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = child;
    this.address = await listening(child);
    this.#port = Number(new URL(this.address).port);
  }

  /** Kills it at once, as a crash or a power cut would. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === null) return;
    this.#process = null;
    const ended = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`the server did not start: ${said}`)), STARTS_WITHIN_MS);
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      const address = LISTENING.exec(said)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the server ended with ${code}: ${said}`));
    });
  });
}
