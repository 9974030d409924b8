// What the server says at each login that only the page needs: its build, how long messages can be edited, and where
// every channel stood. With it, whether the page's own files are still there.

import type { Action } from '../actions';
import type { Slice } from '../slice';

export interface LoginState {
  /** The build of the server; `undefined` before the first connection. */
  readonly build?: string;
  /** True once the server has the files of this page no more, of whatever build it is. */
  readonly pageGone?: boolean;
  /** How long a message can be edited after it was sent; `null` for ever. */
  readonly editWindowMs: number | null;
  /** The position of each channel at the last login. Later events arrive live. */
  readonly liveAfter: Readonly<Record<number, number>>;
}

export const login: Slice<LoginState, object, Action> = {
  initial: { editWindowMs: null, liveAfter: {} },
  reduce(_state, action) {
    if (action.type === 'hello_received') return { build: action.hello.build, editWindowMs: action.hello.editWindowMs ?? null };
    if (action.type === 'snapshot_received') return { liveAfter: Object.fromEntries(action.snapshot.channels.map(({ id, seq }) => [id, seq])) };
    return action.type === 'page_gone' ? { pageGone: true } : null;
  },
};
