// What the sidebar lists, and in which order.

import type { ChannelView, PresenceStatus } from '../../core/protocol/generated';
import { memoised } from '../../core/store/memoised';
import { nameOf, presenceOf, recentChannels, titleOf } from '../../core/store/selectors';
import type { ChatState } from '../../core/store/state';

export interface SidebarSections {
  /** Public and private channels, by name. */
  channels: ChannelView[];
  /** Direct conversations, the latest activity first. */
  directs: ChannelView[];
}

export interface ListedPerson {
  username: string;
  name: string;
  status: PresenceStatus;
}

export interface ListedPeople {
  present: ListedPerson[];
  absent: ListedPerson[];
}

/** As people sort names: without case, 18 before 183. */
export const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

export function sectionsOf(state: ChatState): SidebarSections {
  return sectionsIn(state.channels);
}

const sectionsIn = memoised((channels: ChatState['channels']): SidebarSections => {
  const joined = recentChannels({ channels });
  return {
    channels: joined
      .filter((channel) => channel.type !== 'direct')
      .toSorted((one, other) => byName.compare(one.name, other.name)),
    directs: joined.filter((channel) => channel.type === 'direct'),
  };
});

/** Every conversation in the order of the sidebar, for walking through it by keyboard. */
export function conversationOrder(state: ChatState): ChannelView[] {
  const { channels, directs } = sectionsOf(state);
  return [...channels, ...directs];
}

/** The last answer: everyone is asked after at every change, and few concern who is there. */
let last: { of: Pick<ChatState, 'people' | 'presence' | 'me'>; listed: ListedPeople } | null = null;

/** Everyone this client has met, by whether they are there. */
export function listedPeople(state: ChatState): ListedPeople {
  const { people, presence, me } = state;
  if (last === null || last.of.people !== people || last.of.presence !== presence || last.of.me !== me) {
    last = { of: { people, presence, me }, listed: listPeople(state) };
  }
  return last.listed;
}

function listPeople(state: ChatState): ListedPeople {
  const people = [...new Set([...Object.keys(state.presence), ...Object.keys(state.people)])]
    .filter((username) => username !== state.me?.username && state.people[username]?.active !== false)
    .map((username) => ({
      username,
      name: nameOf(state.people, username),
      status: presenceOf(state, username).status,
    }))
    .toSorted((one, other) => byName.compare(one.name, other.name));
  return {
    present: people.filter((person) => person.status !== 'offline'),
    absent: people.filter((person) => person.status === 'offline'),
  };
}

/** The title of a conversation as the sidebar shows it. */
export function sidebarTitle(state: ChatState, channel: ChannelView): string {
  return titleOf(channel, state.people, state.me);
}
