// A slow line to a server, which can be cut and mended: what the browser sends is counted.

import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

import type { TestServer } from './server';

export class Line {
  /** The number of bytes that went to the server. */
  sent = 0;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(
    private readonly server: TestServer,
    private readonly listener: Server,
  ) {
    listener.on('connection', (socket) => this.#connected(socket));
  }

  static async to(server: TestServer): Promise<Line> {
    const listener = createServer();
    await new Promise<void>((resolve) => {
      listener.listen(0, '127.0.0.1', resolve);
    });
    return new Line(server, listener);
  }

  get address(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  token(username: string): string {
    return this.server.token(username);
  }

  /** Breaks all connections; no others come about until it is mended. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  close(): void {
    this.cut();
    this.listener.close();
  }

  #connected(socket: Socket): void {
    if (this.#isCut) {
      socket.destroy();
      return;
    }
    const far = connect(Number(new URL(this.server.address).port), '127.0.0.1');
    for (const [one, other] of [[socket, far], [far, socket]] as const) {
      this.#sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    socket.pipe(this.#slowed()).pipe(far);
    far.pipe(socket);
  }

  /** About 4 MB a second. */
  #slowed(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.sent += chunk.length;
        setTimeout(() => done(null, chunk), chunk.length / 4000);
      },
    });
  }
}
