// A network for the media of calls between browsers and a server, on which packets are lost.

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** Where browsers find the server's media, and where it is. */
const SEEN = '127.0.0.2';
const THERE = '127.0.0.1';

/** The share of packets that are lost on the way to the server, and from it. */
export interface Loss {
  up?: number;
  down?: number;
}

/** A browser's socket, and the one that stands for it at the server. */
interface Flow {
  port: number;
  socket: Socket;
  loss: Loss;
}

/** Connects each browser's socket to the server by a socket of its own, as the translation of addresses does. */
export class MediaLine {
  /** Packets that were lost. */
  lost = 0;
  readonly #front: Socket;
  readonly #flows = new Map<string, Flow>();

  private constructor(front: Socket) {
    this.#front = front;
    front.on('message', (packet, { address, port }) => {
      const { socket, loss } = this.#flow(address, port);
      if (!this.#isLost(loss.up)) socket.send(packet, this.#port, THERE);
    });
  }

  static async open(): Promise<MediaLine> {
    const front = createSocket('udp4');
    front.bind(0, SEEN);
    await once(front, 'listening');
    return new MediaLine(front);
  }

  /** What the server has to be told. */
  get env(): Record<string, string> {
    return { ORVALE_CHAT_MEDIA_LISTEN: `${THERE}:${this.#port}`, ORVALE_CHAT_MEDIA_ADDRESS: SEEN };
  }

  /** Loses packets from now on of the browsers' sockets that have these ports. */
  lose(ports: readonly number[], loss: Loss): void {
    for (const flow of this.#flows.values()) if (ports.includes(flow.port)) flow.loss = loss;
  }

  close(): void {
    for (const socket of [this.#front, ...[...this.#flows.values()].map((flow) => flow.socket)]) socket.close();
    this.#flows.clear();
  }

  get #port(): number {
    return this.#front.address().port;
  }

  #isLost(share = 0): boolean {
    const isLost = Math.random() < share;
    if (isLost) this.lost += 1;
    return isLost;
  }

  #flow(address: string, port: number): Flow {
    const name = `${address}:${port}`;
    const known = this.#flows.get(name);
    if (known !== undefined) return known;
    const socket = createSocket('udp4');
    const flow: Flow = { port, socket, loss: {} };
    socket.bind(0, THERE);
    // A server that is gone is no failure of the line.
    socket.on('error', () => undefined);
    socket.on('message', (packet) => {
      if (!this.#isLost(flow.loss.down)) this.#front.send(packet, port, address);
    });
    this.#flows.set(name, flow);
    return flow;
  }
}
