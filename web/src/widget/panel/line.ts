// How the connection stands, as the bell would say it: the session's, where there is one.

import type { Phase } from '../../core/socket/socket';
import { BAD_TOKEN, CONNECTING, LOST, ONLINE, REVOKED, type Bell } from '../bell';
import type { Lease } from '../conversation/session';

export function lineOf(lease: Lease | null, phase: Phase | undefined, bell: Bell | null): number {
  if (lease?.login === null) return BAD_TOKEN;
  if (phase === undefined) return bell?.line ?? CONNECTING;
  if (phase.name === 'ended') return phase.reason === 'revoked' ? REVOKED : BAD_TOKEN;
  if (phase.name === 'online') return ONLINE;
  return phase.name === 'waiting' || (phase.name === 'connecting' && phase.attempt > 0) ? LOST : CONNECTING;
}
