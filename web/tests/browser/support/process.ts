// The program that the variable ORVALE_CHAT_BIN names, run as a server.

import { spawn, type ChildProcess } from 'node:child_process';

const STARTS_WITHIN_MS = 60_000;
/** To the end of its line: what a process writes may arrive in pieces. */
const LISTENING = /listening on (http:\/\/\S+)\s/;

export interface ProcessOptions {
  /** The data folder. */
  folder: string;
  /** 0 for any that is free. */
  port: number;
  /** Variables besides those of this process. */
  env?: Record<string, string>;
  /** Receives what the process writes to standard error. */
  onLog?(text: string): void;
}

export class ServerProcess {
  address = '';
  #exited = false;
  readonly #exit: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    this.#exit = new Promise((resolve) => {
      child.once('exit', (code) => {
        this.#exited = true;
        resolve(code);
      });
    });
  }

  /** Resolves when it accepts connections; rejects with what it said when it ends before that. */
  static async start({ folder, port, env, onLog }: ProcessOptions): Promise<ServerProcess> {
    const binary = process.env['ORVALE_CHAT_BIN'];
    if (binary === undefined) throw new Error('ORVALE_CHAT_BIN must name the server to test');
    // The server refuses variables of its family that it does not know, and this one is ours.
    const { ORVALE_CHAT_BIN: _ours, ...inherited } = process.env;
    const child = spawn(binary, ['--demo', '--listen', `127.0.0.1:${port}`, '--data', folder, '--rate-limits', 'off'], {
      env: { ...inherited, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => onLog?.(text));
    const server = new ServerProcess(child);
    server.address = await listening(child);
    return server;
  }

  get running(): boolean {
    return !this.#exited;
  }

  /** Ends it in order, as an operator would; the exit code. */
  terminate(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  /** Ends it at once, as a crash or a power cut would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  #end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.#exit;
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (reason: string): void => reject(new Error(`the server ${reason}: ${said}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail('did not start');
    }, STARTS_WITHIN_MS);
    child.stderr?.on('data', (text: string) => {
      said += text;
      const address = LISTENING.exec(said)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    // Not on its exit: what it wrote last may still be on its way.
    child.once('close', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}
