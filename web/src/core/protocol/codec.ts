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
  | { kind: 'pong'; nonce: number };

/** The error for bytes that are not a frame of this protocol. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
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

/** Encodes a ping. */
export function encodePing(nonce: number): Uint8Array<ArrayBuffer> {
  return encoder.encode([PING, nonce]);
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
    throw new FrameError('the message is not MessagePack', { cause });
  }
  if (!Array.isArray(frame)) throw new FrameError('the frame is not an array');
  const fields: readonly unknown[] = frame;
  switch (fields[0]) {
    case EVENT:
      return eventFrame(fields[1], fields[2]);
    case REPLY:
      return { kind: 'reply', reference: integer(fields[1]), data: fields[2] };
    case ERROR:
      return {
        kind: 'error',
        reference: fields[1] === null ? null : integer(fields[1]),
        error: chatErrorFrom(fields[2]),
      };
    case PING:
      return { kind: 'ping', nonce: integer(fields[1]) };
    case PONG:
      return { kind: 'pong', nonce: integer(fields[1]) };
    default:
      throw new FrameError('the frame has no type that a server sends');
  }
}

function eventFrame(name: unknown, data: unknown): ServerFrame {
  if (typeof name !== 'string' || typeof data !== 'object' || data === null) {
    throw new FrameError('the frame is not an event');
  }
  // The data is not checked: the types of both sides are generated from one source.
  return { kind: 'event', event: { name, data } as ServerEvent };
}

function integer(value: unknown): number {
  if (!Number.isSafeInteger(value)) throw new FrameError('the reference is not an integer');
  return value as number;
}
