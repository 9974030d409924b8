// What can go wrong, under the stable codes that the wire and REST share.

import type { ErrorCode as ServerCode } from './generated';

export { CLOSE, endsSession } from './closing';

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
  const fields = (data ?? {}) as Record<string, unknown>;
  const { code, message, retryAfterMs, recipients, offDuty } = fields;
  const { number = null } = (fields['ticket'] ?? {}) as { number?: unknown };
  return new ChatError(
    typeof code === 'string' && Object.hasOwn(RETRYABLE, code) ? (code as ErrorCode) : 'internal',
    typeof message === 'string' ? message : 'the server gave no reason',
    typeof retryAfterMs === 'number' ? retryAfterMs : null,
    typeof recipients === 'number' ? recipients : null,
    typeof offDuty === 'number' ? offDuty : 0,
    typeof number === 'string' ? number : null,
  );
}

/** Turns anything thrown into a `ChatError`. */
export function asChatError(thrown: unknown): ChatError {
  if (thrown instanceof ChatError) return thrown;
  return new ChatError('internal', thrown instanceof Error ? thrown.message : String(thrown));
}
