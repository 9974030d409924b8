// What the names in a text stand for: people in a channel or outside of it, and channels.

import { useEffect, useMemo, useSyncExternalStore } from 'react';

import type { ChannelView, Member } from '../../../core/protocol/generated';
import type { ChatSession } from '../../../core/session/session';
import { useChat, useSession } from '../client';
import { channelNamed } from './channels';
import { KeptLists, type Kept } from './kept-lists';

interface Names {
  members: KeptLists<Member>;
  channels: KeptLists<ChannelView>;
}

/** There is one list of public channels. */
const PUBLIC = 0;
const NONE: readonly ChannelView[] = [];
const known = new WeakMap<ChatSession, Names>();

export type KnownMember = Pick<Member, 'userId'> & Partial<Member>;

/** Who is in a channel, `null` while that is unknown; fetched, and kept as the server has it, while `wanted`. */
export function useMembers(channelId: number | null, wanted: boolean): Kept<KnownMember> | null {
  const fixed = useChat((state) => {
    const channel = channelId === null ? undefined : state.channels[channelId];
    return channel?.type === 'direct' ? channel.members : null;
  });
  const listed = useKept(namesOf(useSession()).members, channelId ?? 0, wanted && channelId !== null && fixed === null);
  return useMemo(
    () => (fixed === null ? listed : { items: fixed.map((userId) => ({ userId })), whole: true }),
    [fixed, listed],
  );
}

/** Every public channel, joined or not, as far as that is known; fetched, and kept, while `wanted`. */
export function usePublicChannels(wanted: boolean): readonly ChannelView[] {
  return useKept(namesOf(useSession()).channels, PUBLIC, wanted)?.items ?? NONE;
}

/** The channel that a #name stands for: one that the user is in or, joined or not, a public one. */
export function useChannelCalled(written: string): Pick<ChannelView, 'id' | 'name'> | undefined {
  const { channels } = namesOf(useSession());
  const own = useChat(
    (state) => channelNamed(Object.values(state.channels), written),
    (one, other) => one?.id === other?.id && one?.name === other?.name,
  );
  const others = useKept(channels, PUBLIC, own === undefined);
  const channel = own ?? channelNamed(others?.items ?? NONE, written);
  const missed = channel === undefined && others !== null;
  // Nobody tells of a channel that somebody else has made since.
  useEffect(() => {
    if (missed) channels.missed(PUBLIC);
  }, [channels, missed]);
  return channel;
}

function useKept<T>(lists: KeptLists<T>, key: number, wanted: boolean): Kept<T> | null {
  const online = useChat((state) => state.phase.name === 'online');
  useEffect(() => (wanted && online ? lists.watch(key) : undefined), [lists, key, wanted, online]);
  return useSyncExternalStore(lists.subscribe, () => lists.get(key));
}

function namesOf(session: ChatSession): Names {
  const made = known.get(session);
  if (made !== undefined) return made;
  const names: Names = {
    members: new KeptLists((channelId, cursor) => session.channel.members(channelId, cursor)),
    channels: new KeptLists((_key, cursor) => session.channel.browse('', cursor)),
  };
  known.set(session, names);
  session.listen(({ name, data }) => {
    if ((name === 'user_joined' || name === 'user_left') && 'channelId' in data) names.members.outdate(data.channelId);
  });
  let phase = session.store.state.phase.name;
  session.store.subscribe(() => {
    const now = session.store.state.phase.name;
    if (now === phase) return;
    phase = now;
    if (now === 'online') return;
    names.members.outdateAll();
    names.channels.outdateAll();
  });
  return names;
}
