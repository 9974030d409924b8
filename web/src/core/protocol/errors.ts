// What can go wrong, under the stable codes that the wire and REST share.

import type { ErrorCode as ServerCode } from './generated';

export { CLOSE } from './closing';

/** `offline` and `ended` are this client's own; the others come from the server. */
export type ErrorCode = ServerCode | 'offline' | 'ended';

/** A request that was refused or could not be made. `message` is for people. */
export class ChatError extends Error {
  override readonly name = 'ChatError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** How long to wait before trying again, where the server says so. */
    readonly retryAfterMs: number | null = null,
    /** How many people a message would notify, where the user must confirm that. */
    readonly recipients: number | null = null,
    /** How many of them are off duty. */
    readonly offDuty = 0,
    /** The number of the ticket that the refusal is about, where the user may see that. */
    readonly ticket: string | null = null,
  ) {
    super(message);
  }

  /** True when the same request may succeed later without any change to it. */
  get retryable(): boolean {
    return RETRYABLE[this.code];
  }
}

/** Every code, and whether the same request may succeed later without any change to it. */
const RETRYABLE: Readonly<Record<ErrorCode, boolean>> = {
  invalid: false,
  unauthenticated: false,
  forbidden: false,
  not_found: false,
  conflict: false,
  too_large: false,
  rate_limited: true,
  busy: true,
  unknown_command: false,
  internal: true,
  offline: true,
  ended: false,
};

/** Reads `{code, message, retryAfterMs?}`; anything unreadable becomes `internal`. */
export function chatErrorFrom(data: unknown): ChatError {
  const { code, message, retryAfterMs, recipients, offDuty, ticket } = (data ?? {}) as Record<string, unknown>;
  const known = textOr('', code);
  return new ChatError(
    Object.hasOwn(RETRYABLE, known) ? (known as ErrorCode) : 'internal',
    textOr('no reason given', message),
    numberOr(null, retryAfterMs),
    numberOr(null, recipients),
    numberOr(0, offDuty),
    textOr(null, (ticket as { number?: unknown } | undefined)?.number),
  );
}

function textOr<Other>(other: Other, value: unknown): string | Other {
  return typeof value === 'string' ? value : other;
}

function numberOr<Other>(other: Other, value: unknown): number | Other {
  return typeof value === 'number' ? value : other;
}

/** Turns anything thrown into a `ChatError`. */
export function asChatError(thrown: unknown): ChatError {
  if (thrown instanceof ChatError) return thrown;
  return new ChatError('internal', thrown instanceof Error ? thrown.message : String(thrown));
}
