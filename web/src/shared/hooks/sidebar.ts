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
  /** User name → the sections that they have made on this device. */
  own: Readonly<Record<string, OwnSections>>;
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
  changeSidebar({ own: { ...choices.own, [username]: change(ownSections(choices, username)) } });
}

function parse(kept: unknown): SidebarChoices {
  const { folded, orders, unreadOnly, own } = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>;
  return {
    folded: entriesOf(folded, (value) => typeof value === 'boolean'),
    orders: entriesOf(orders, (value) => value === 'name' || value === 'recent'),
    unreadOnly: unreadOnly === true,
    own: Object.fromEntries(Object.entries(entriesOf(own, Array.isArray)).map(([username, sections]) => [username, readOwnSections(sections)])),
  };
}

function entriesOf<T>(kept: unknown, isValid: (value: unknown) => boolean): Record<string, T> {
  const entries = typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
  return Object.fromEntries(entries.filter(([, value]) => isValid(value))) as Record<string, T>;
}
