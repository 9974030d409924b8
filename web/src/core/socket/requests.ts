// Commands that wait for their reply, by reference.

import { ChatError } from '../protocol/errors';

interface Waiting {
  /** Called in the same turn as the frame arrives, before any event that follows it. */
  arrived(data: unknown): void;
  resolve(data: unknown): void;
  reject(error: ChatError): void;
  timer: ReturnType<typeof setTimeout>;
}

const ignore = (): void => undefined;

const LARGEST_REFERENCE = 0xffff_ffff;

/** The commands in flight on one connection. */
export class Requests {
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(
    private readonly timeoutMs: number,
    /** Called when a reply does not arrive in time. */
    private readonly onLate: () => void,
  ) {}

  /**
   * Returns a new reference and a promise of its reply. A promise resolves one turn late; `arrived` is for a
   * reply that must be applied before the events that follow it.
   */
  open(arrived: (data: unknown) => void = ignore): { reference: number; reply: Promise<unknown> } {
    const reference = this.#next();
    const reply = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.fail(reference, new ChatError('offline', 'no answer'));
        this.onLate();
      }, this.timeoutMs);
      this.#waiting.set(reference, { arrived, resolve, reject, timer });
    });
    return { reference, reply };
  }

  /** Resolves the request that waits for this reply; a late reply is dropped. */
  settle(reference: number, data: unknown): void {
    const waiting = this.#take(reference);
    waiting?.arrived(data);
    waiting?.resolve(data);
  }

  /** Rejects one command. */
  fail(reference: number, error: ChatError): void {
    this.#take(reference)?.reject(error);
  }

  /** Rejects all commands, because the connection is lost. */
  failAll(error: ChatError): void {
    for (const reference of this.#waiting.keys()) this.fail(reference, error);
  }

  #take(reference: number): Waiting | undefined {
    const waiting = this.#waiting.get(reference);
    if (waiting === undefined) return undefined;
    clearTimeout(waiting.timer);
    this.#waiting.delete(reference);
    return waiting;
  }

  /** A request is over long before its reference comes round again. */
  #next(): number {
    this.#last = (this.#last % LARGEST_REFERENCE) + 1;
    return this.#last;
  }
}
