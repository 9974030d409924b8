// A scanner for harmful files that answers when a test says so, in the protocol of ClamAV's daemon.

import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class Scanner {
  readonly #sockets = new Set<Socket>();
  readonly #waiting: ((verdict: string) => void)[] = [];
  #verdict: string | null = null;

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.#serve(socket));
  }

  static async start(): Promise<Scanner> {
    const server = createServer();
    const scanner = new Scanner(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return scanner;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Lets scans wait for their verdict. */
  hold(): void {
    this.#verdict = null;
  }

  /** What it says of the files that wait, and of those that come. */
  say(verdict: 'OK' | 'Eicar-Test-Signature FOUND'): void {
    this.#verdict = verdict;
    for (const answer of this.#waiting.splice(0)) answer(verdict);
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    let end = Buffer.alloc(0);
    const answer = (verdict: string): void => {
      socket.end(`stream: ${verdict}\0`);
    };
    socket.on('data', (data: Buffer) => {
      // A part of no length ends the file.
      end = Buffer.concat([end, data]).subarray(-4);
      if (!end.equals(Buffer.alloc(4))) return;
      if (this.#verdict === null) this.#waiting.push(answer);
      else answer(this.#verdict);
    });
  }
}
