// How the connection of a session stands, as the bell would say it.

import type { Phase } from '../../core/socket/socket';
import { BAD_TOKEN, CONNECTING, LOST, ONLINE, REVOKED } from '../lines';

export function lineOf(phase: Phase): number {
  if (phase.name === 'ended') return phase.reason === 'revoked' ? REVOKED : BAD_TOKEN;
  if (phase.name === 'online') return ONLINE;
  return phase.name === 'waiting' || (phase.name === 'connecting' && phase.attempt > 0) ? LOST : CONNECTING;
}
