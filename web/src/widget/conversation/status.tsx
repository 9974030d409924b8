/** @jsxImportSource preact */
// What is said of a conversation below its name: who is there, or how many are in it.

import type { ChannelView } from '../../core/protocol/generated';
import { partnersOf, presenceOf } from '../../core/store/selectors';
import type { Context } from '../panel/context';
import { Dot } from '../panel/Dot';

export function statusOf({ state, words }: Context, channel: ChannelView) {
  const [partner] = partnersOf(channel, state.me);
  if (channel.type !== 'direct' || channel.group || partner === undefined) {
    return words.members(channel.memberCount);
  }
  const { status, statusMessage } = presenceOf(state, partner);
  return (
    <>
      <Dot status={status} /> {words.presence[status]}
      {statusMessage !== '' && ` · ${statusMessage}`}
    </>
  );
}
