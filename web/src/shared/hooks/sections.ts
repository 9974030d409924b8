// What the sidebar lists, and in which order.

import type { ChannelView, PresenceStatus } from '../../core/protocol/generated';
import { isPresenceUnknown, isUnread, nameOf, partnersOf, presenceOf, recentChannels, titleOf } from '../../core/store/selectors';
import type { ChatState } from '../../core/store/state';
import { arrangedIn, ownSections, type Order, type SidebarChoices } from './sidebar';

/** A part of the sidebar that lists conversations. */
export type SectionName = 'pinned' | 'channels' | 'directs';

export interface SidebarSection {
  /** One of its user's own is named `own:` and its id. */
  name: SectionName | `own:${string}`;
  /** What its user called it. */
  title?: string;
  order: Order;
  channels: readonly ChannelView[];
}

export interface ListedPerson {
  username: string;
  name: string;
  status: PresenceStatus;
}

export interface ListedPeople {
  present: ListedPerson[];
  absent: ListedPerson[];
  /** Those whose presence is not known. */
  people: ListedPerson[];
}

/** As people sort names: without case, 18 before 183. */
export const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** From top to bottom: what each section holds of what none above it does, and how it is sorted unless its user chose otherwise. */
const SECTIONS: readonly { name: SectionName; order: Order; holds(channel: ChannelView): boolean }[] = [
  { name: 'pinned', order: 'name', holds: ({ pinned }) => pinned },
  { name: 'channels', order: 'name', holds: ({ type }) => type !== 'direct' },
  { name: 'directs', order: 'recent', holds: ({ type }) => type === 'direct' },
];

/** The last answer: every part of the sidebar asks at every change, and few concern it. */
let lastSections: { of: readonly unknown[]; sections: readonly SidebarSection[] } | null = null;

export function sectionsOf(state: ChatState, choices: SidebarChoices): readonly SidebarSection[] {
  const of = [state.channels, state.people, state.me, choices.orders, choices.arranged, choices.own];
  if (lastSections === null || lastSections.of.some((part, index) => part !== of[index])) {
    lastSections = { of, sections: findSections(state, choices) };
  }
  return lastSections.sections;
}

function findSections(state: ChatState, choices: SidebarChoices): SidebarSection[] {
  const joined = recentChannels(state);
  const me = state.me?.username ?? '';
  const own = ownSections(choices, me);
  const placed = new Set(own.flatMap(({ channels }) => channels));
  /** `usual` is the order of what the chosen one says nothing about. */
  const sorted = (name: SidebarSection['name'], usual: Order, put: readonly number[], channels: readonly ChannelView[]): Pick<SidebarSection, 'order' | 'channels'> => {
    const order = choices.orders[name] ?? usual;
    return { order, channels: inOrder(order, usual === 'name' || order === 'name' ? channels.toSorted(compare) : channels, put, channels) };
  };
  const compare = (one: ChannelView, other: ChannelView): number => byName.compare(sidebarTitle(state, one, ''), sidebarTitle(state, other, ''));
  const [pinned, ...others] = SECTIONS.map(({ name, order, holds }): SidebarSection => {
    const channels = joined.filter((channel) => holds(channel) && (name === 'pinned' || (!channel.pinned && !placed.has(channel.id))));
    return { name, ...sorted(name, order, arrangedIn(choices, me, name), channels) };
  });
  const made = own.map(({ id, title, channels }): SidebarSection => {
    const name = `own:${id}` as const;
    return { name, title, ...sorted(name, 'own', channels, joined.filter((channel) => channels.includes(channel.id) && !channel.pinned)) };
  });
  return [...(pinned === undefined ? [] : [pinned]), ...made, ...others];
}

/** `usual` has the channels in the order of what the chosen one says nothing about, `recent` has the latest activity first. */
function inOrder(order: Order, usual: readonly ChannelView[], put: readonly number[], recent: readonly ChannelView[]): readonly ChannelView[] {
  const places = new Map(put.map((id, index) => [id, index]));
  const place = ({ id }: ChannelView): number => places.get(id) ?? put.length;
  switch (order) {
    case 'recent':
      return recent;
    case 'name':
      return usual;
    case 'unread':
      return [...usual.filter(isUnread), ...usual.filter((channel) => !isUnread(channel))];
    case 'own':
      return usual.toSorted((one, other) => place(one) - place(other));
  }
}

/** Those of a section's rows that are shown. What is open stays, and what is unread unless it is hidden. */
export function shownIn({ name, channels }: SidebarSection, choices: SidebarChoices, openId: number | null): readonly ChannelView[] {
  const whole = !choices.unreadOnly && choices.folded[name] !== true;
  return channels.filter((channel) => channel.id === openId || (!channel.hidden && (whole || isUnread(channel))));
}

/** Every conversation that the sidebar shows, in its order, for walking through it by keyboard. */
export function conversationOrder(state: ChatState, choices: SidebarChoices, openId: number | null): ChannelView[] {
  return sectionsOf(state, choices).flatMap((section) => shownIn(section, choices, openId));
}

/** The last answer: everyone is asked after at every change, and few concern who is there. */
let last: { of: Pick<ChatState, 'people' | 'presence' | 'me' | 'channels' | 'phase'>; listed: ListedPeople } | null = null;

/** Everyone this client has met, by whether they are there, as far as that is known; whoever has a conversation of two is listed with that. */
export function listedPeople(state: ChatState): ListedPeople {
  const { people, presence, me, channels, phase } = state;
  if (last === null || last.of.people !== people || last.of.presence !== presence || last.of.me !== me || last.of.channels !== channels || last.of.phase !== phase) {
    last = { of: { people, presence, me, channels, phase }, listed: listPeople(state) };
  }
  return last.listed;
}

function listPeople(state: ChatState): ListedPeople {
  const listed = new Set(Object.values(state.channels).flatMap((channel) => partnerIn(channel, state) ?? []));
  const everyone = [...new Set([...Object.keys(state.presence), ...Object.keys(state.people)])]
    .filter((username) => username !== state.me?.username && state.people[username]?.active !== false && !listed.has(username))
    .map((username) => ({
      username,
      name: nameOf(state.people, username),
      status: presenceOf(state, username).status,
    }))
    .toSorted((one, other) => byName.compare(one.name, other.name));
  const people = everyone.filter(({ username }) => isPresenceUnknown(state, username));
  const unknown = new Set(people);
  const known = everyone.filter((person) => !unknown.has(person));
  return {
    present: known.filter((person) => person.status !== 'offline'),
    absent: known.filter((person) => person.status === 'offline'),
    people,
  };
}

/** The other person of a listed conversation of two. */
function partnerIn(channel: ChannelView, { me }: ChatState): string | null {
  if (channel.type !== 'direct' || channel.role === null || !channel.active || channel.hidden) return null;
  const [partner, ...others] = partnersOf(channel, me);
  return partner === undefined || others.length > 0 ? null : partner;
}

/** The title of a conversation as the sidebar shows it; `notes` is that of the user's own. */
export function sidebarTitle(state: ChatState, channel: ChannelView, notes: string): string {
  return titleOf(channel, state, notes);
}
