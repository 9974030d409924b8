// What every part of an open conversation is given.

import type { VNode } from 'preact';

import type { Message } from '../../core/protocol/generated';
import type { LiveSession } from '../../core/session/live';
import type { LiveState } from '../../core/store/state';
import type { Context } from '../panel/context';

export interface LiveContext extends Context {
  session: LiveSession;
  state: LiveState;
  /** The line to write in, once it is loaded; null where nothing may be written. */
  writing: typeof import('../writing/writing') | null;
  /** What stands below a message, once that is loaded: previews of its links, and what leads to its thread. */
  below?: ((message: Message) => VNode | null) | undefined;
}

/** What is different about a conversation that is a thread. */
export interface ThreadPart {
  id: number;
  title: string;
  placeholder: string;
  /** The message it began with, once it is there; `null` for one that cannot be shown. */
  root: Message | null | undefined;
  /** What stands between that and the replies. */
  line: string;
  /** Marks it read up to a reply. */
  read(seq: number): void;
}
