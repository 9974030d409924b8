// What every part of an open conversation is given.

import type { LiveSession } from '../../core/session/live';
import type { LiveState } from '../../core/store/state';
import type { Context } from '../panel/context';

export interface LiveContext extends Context {
  session: LiveSession;
  state: LiveState;
}
