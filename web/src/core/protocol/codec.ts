// MessagePack frames to typed values and back. Nothing outside this file knows the arrays.

import { Decoder, Encoder } from '@msgpack/msgpack';

import type { CommandData, CommandName } from './commands';
import { chatErrorFrom, type ChatError } from './errors';
import type { ServerEvent } from './events';

/** What the server can send. */
export type ServerFrame =
  | { kind: 'event'; event: ServerEvent }
  | { kind: 'reply'; reference: number; data: unknown }
  | { kind: 'error'; reference: number | null; error: ChatError }
  | { kind: 'ping'; nonce: number }
  | { kind: 'pong' };

/** The error for bytes that are not a frame of this protocol. */
export class FrameError extends Error {
  constructor(cause?: unknown) {
    super('not a frame', { cause });
  }
}

const EVENT = 0;
const COMMAND = 1;
const REPLY = 2;
const ERROR = 3;
const PING = 4;
const PONG = 5;

const encoder = new Encoder({ ignoreUndefined: true });
const decoder = new Decoder();

/** Encodes a command; `reference` comes back in its reply. */
export function encodeCommand<N extends CommandName>(
  reference: number,
  name: N,
  data: CommandData<N>,
): Uint8Array<ArrayBuffer> {
  return encoder.encode([COMMAND, reference, name, data]);
}

/** Encodes a ping. Any frame is a sign of life, so its answer needs no number of its own. */
export function encodePing(): Uint8Array<ArrayBuffer> {
  return encoder.encode([PING, 0]);
}

/** Encodes the answer to a ping. */
export function encodePong(nonce: number): Uint8Array<ArrayBuffer> {
  return encoder.encode([PONG, nonce]);
}

/** Decodes one WebSocket message. Throws `FrameError` on anything else than a frame. */
export function decodeFrame(bytes: ArrayBuffer | Uint8Array): ServerFrame {
  let frame: unknown;
  try {
    frame = decoder.decode(bytes);
  } catch (cause) {
    throw new FrameError(cause);
  }
  const [type, first, second]: unknown[] = Array.isArray(frame) ? frame : [];
  if (type === EVENT && typeof first === 'string' && typeof second === 'object' && second !== null) {
    // The data is not checked: the types of both sides are generated from one source.
    return { kind: 'event', event: { name: first, data: second } as ServerEvent };
  }
  if (type === ERROR && first === null) return { kind: 'error', reference: null, error: chatErrorFrom(second) };
  // Everything else begins with a number that refers to something.
  if (!Number.isSafeInteger(first)) throw new FrameError();
  const reference = first as number;
  switch (type) {
    case REPLY:
      return { kind: 'reply', reference, data: second };
    case ERROR:
      return { kind: 'error', reference, error: chatErrorFrom(second) };
    case PING:
      return { kind: 'ping', nonce: reference };
    case PONG:
      return { kind: 'pong' };
    default:
      throw new FrameError();
  }
}
