// What the server's events say of offers, answers and candidates.

import type { ServerEvent } from '../../../core/protocol/events';
import type { Signal } from './peer';

export type SignalEvent = Extract<ServerEvent, { name: 'webrtc_offer_received' | 'webrtc_answer_received' | 'webrtc_ice_candidate_received' }>;

/** What the other side has sent; `null` for the end of its candidates. */
export function signalOf({ name, data }: SignalEvent): Signal | null {
  if (name === 'webrtc_ice_candidate_received') return data.candidate === null ? null : { candidate: data.candidate };
  const { offerId } = data;
  const named = offerId !== undefined && { offerId };
  if (name === 'webrtc_offer_received') return { offer: { type: 'offer', sdp: data.offer.sdp }, ...named };
  return { answer: { type: 'answer', sdp: data.answer.sdp }, ...named };
}
