// How long to wait before the next attempt to connect.

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * The wait before attempt number `attempt` (0 for the first retry): doubles up to 30 s, and is
 * spread over its upper half so that a thousand clients do not return in the same instant.
 * `random` is in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  return (Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt) * (1 + random)) / 2;
}
