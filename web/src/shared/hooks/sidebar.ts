// How the user has arranged the sidebar on this device.

import { useSyncExternalStore } from 'react';

import { KeptChoice } from './kept';
import { readOwnSections, type OwnSections } from './own-sections';

export type Order = 'name' | 'recent';

export interface SidebarChoices {
  /** Section → whether it is folded. A section that is not named is as it starts. */
  folded: Readonly<Record<string, boolean>>;
  /** Section → how it is sorted. */
  orders: Readonly<Record<string, Order>>;
  /** Only what is unread is listed. */
  unreadOnly: boolean;
  /** User name → the sections that they have made, as this device knows them. */
  own: Readonly<Record<string, OwnSections>>;
  /** User name → whether the server has them as they are here. Not named while they never came from it. */
  sent: Readonly<Record<string, boolean>>;
}

export const sidebarChoices = new KeptChoice('orvale-chat.sidebar', parse);

export function useSidebarChoices(): SidebarChoices {
  return useSyncExternalStore(sidebarChoices.subscribe, sidebarChoices.get);
}

export function changeSidebar(change: Partial<SidebarChoices>): void {
  sidebarChoices.set({ ...sidebarChoices.get(), ...change });
}

/** The sections of one user, from top to bottom. */
export function ownSections({ own }: SidebarChoices, username: string): OwnSections {
  return Object.hasOwn(own, username) ? (own[username] ?? []) : [];
}

export function changeOwnSections(username: string, change: (sections: OwnSections) => OwnSections): void {
  const choices = sidebarChoices.get();
  changeSidebar({ own: { ...choices.own, [username]: change(ownSections(choices, username)) }, sent: { ...choices.sent, [username]: false } });
}

/** Takes the sections of a user as the server has them. */
export function takeOwnSections(username: string, sections: OwnSections): void {
  const choices = sidebarChoices.get();
  changeSidebar({ own: { ...choices.own, [username]: sections }, sent: { ...choices.sent, [username]: true } });
}

function parse(kept: unknown): SidebarChoices {
  const { folded, orders, unreadOnly, own, sent } = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>;
  return {
    folded: entriesOf(folded, (value) => typeof value === 'boolean'),
    orders: entriesOf(orders, (value) => value === 'name' || value === 'recent'),
    unreadOnly: unreadOnly === true,
    sent: entriesOf(sent, (value) => typeof value === 'boolean'),
    own: Object.fromEntries(Object.entries(entriesOf(own, Array.isArray)).map(([username, sections]) => [username, readOwnSections(sections)])),
  };
}

function entriesOf<T>(kept: unknown, isValid: (value: unknown) => boolean): Record<string, T> {
  const entries = typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
  return Object.fromEntries(entries.filter(([, value]) => isValid(value))) as Record<string, T>;
}
