// The session behind an open conversation. It outlives an element that a page takes out and puts in again.

import { RestReader } from '../../core/rest/reader';
import { LiveSession } from '../../core/session/live';
import { LIVE } from '../../core/store/state';
import { Store } from '../../core/store/store';
import { loginOf, type Principal, type TokenSource } from '../login';

const GRACE_MS = 5000;

export interface Lease {
  readonly session: LiveSession;
  /** The token it was made for; a function counts as itself. */
  readonly login: TokenSource;
  readonly server: string;
}

let left: (Lease & { timer: ReturnType<typeof setTimeout> }) | null = null;

/** The session that was left a moment ago, or a new one. */
export function acquire(principal: Principal): Lease {
  const { server } = principal;
  const login = loginOf(principal);
  if (left !== null) {
    clearTimeout(left.timer);
    const known = left;
    left = null;
    if (known.server === server && known.login === login) return known;
    known.session.stop();
  }
  const token = async (): Promise<string | null> => (typeof login === 'function' ? login() : login);
  const session = new LiveSession({ server, token }, new RestReader({ server, token }), new Store(LIVE));
  if (login !== null) session.start();
  return { session, login, server };
}

/** Gives a session up; it stays connected for a moment in case the element comes back. */
export function release(lease: Lease, atOnce: boolean): void {
  if (left !== null && left.session !== lease.session) left.session.stop();
  if (atOnce) {
    lease.session.stop();
    left = null;
  } else left = { ...lease, timer: setTimeout(() => release(lease, true), GRACE_MS) };
}
