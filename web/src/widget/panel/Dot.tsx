/** @jsxImportSource preact */
// Whether someone is there: told apart by shape as well as by colour.

import type { PresenceStatus } from '../../core/protocol/generated';

/** Without a label it is decoration: the words stand beside it. */
export function Dot({ status, label }: { status: PresenceStatus; label?: string }) {
  return <span class={`dot ${status}`} role={label ? 'img' : undefined} aria-label={label} aria-hidden={!label} />;
}
