/** @jsxImportSource preact */
// What is said of a conversation below its name: who is there, or how many are in it; and the way to mute it.

import type { ChannelView } from '../../core/protocol/generated';
import type { LiveSession } from '../../core/session/live';
import { partnersOf, presenceOf } from '../../core/store/selectors';
import { ONLINE } from '../lines';
import type { Context } from '../panel/context';
import { Dot } from '../panel/Dot';
import type { ConversationWords } from './words';

export function statusOf(context: Context, channel: ChannelView, session: LiveSession, words: ConversationWords) {
  const muted = !channel.muted;
  // A refusal changes nothing that is shown.
  const toggle = (): void => void session.prefer(channel.id, { muted }).catch(() => undefined);
  const who = whoIn(context, channel, words);
  return (
    <>
      {who}
      {channel.role !== null && (
        <>
          {who && ' · '}
          <button type="button" class="link" onClick={toggle}>
            {muted ? words.mute : words.unmute}
          </button>
        </>
      )}
    </>
  );
}

function whoIn({ state, words: { presence }, line }: Context, channel: ChannelView, words: ConversationWords) {
  const [partner] = partnersOf(channel, state.me);
  if (channel.type !== 'direct' || channel.group || partner === undefined) {
    return words.members(channel.memberCount);
  }
  if (line > ONLINE) return null;
  const { status, statusMessage } = presenceOf(state, partner);
  return (
    <>
      <Dot status={status} /> {presence[status]}
      {statusMessage !== '' && ` · ${statusMessage}`}
    </>
  );
}
