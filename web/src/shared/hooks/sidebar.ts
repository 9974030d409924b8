// How the user has arranged the sidebar on this device.

import { useSyncExternalStore } from 'react';

import { KeptChoice } from './kept';
import { readOwnSections, type OwnSections } from './own-sections';

/** How a section is sorted; `own` is the order in which its user has put it. */
export type Order = 'recent' | 'name' | 'unread' | 'own';

export const ORDERS: readonly Order[] = ['recent', 'name', 'unread', 'own'];

export interface SidebarChoices {
  /** Section → whether it is folded. A section that is not named is as it starts. */
  folded: Readonly<Record<string, boolean>>;
  /** Section → how it is sorted. */
  orders: Readonly<Record<string, Order>>;
  /** User name → section → its conversations in the order in which the user has put them. Those of their own sections are in `own`. */
  arranged: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  /** Entry above the conversations → whether it had anything to show when that was last known. */
  entries: Readonly<Record<string, boolean>>;
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

/** The conversations of a section as its user has put them. */
export function arrangedIn({ arranged }: SidebarChoices, username: string, section: string): readonly number[] {
  return (Object.hasOwn(arranged, username) ? arranged[username]?.[section] : undefined) ?? [];
}

/** Puts the conversations of a section into an order, which holds from now on. */
export function arrangeSection(username: string, section: string, channels: readonly number[]): void {
  const choices = sidebarChoices.get();
  const sectionId = section.startsWith('own:') ? section.slice('own:'.length) : null;
  changeSidebar({ orders: { ...choices.orders, [section]: 'own' } });
  if (sectionId === null) {
    const ofUser = Object.hasOwn(choices.arranged, username) ? choices.arranged[username] : {};
    const next = rearranged(arrangedIn(choices, username, section), channels);
    changeSidebar({ arranged: { ...choices.arranged, [username]: { ...ofUser, [section]: next } } });
    return;
  }
  changeOwnSections(username, (sections) => sections.map((one) => (one.id === sectionId ? { ...one, channels: rearranged(one.channels, channels) } : one)));
}

/**
 * Those that are in the section now, in their new order. Those that are elsewhere for the time being, pinned or archived,
 * stay behind the one that they stood behind.
 */
function rearranged(kept: readonly number[], channels: readonly number[]): number[] {
  const next = [...channels];
  kept.forEach((id, index) => {
    if (channels.includes(id)) return;
    const before = kept[index - 1];
    next.splice(before === undefined ? 0 : next.indexOf(before) + 1, 0, id);
  });
  return next;
}

/** Takes the sections of a user as the server has them. */
export function takeOwnSections(username: string, sections: OwnSections): void {
  const choices = sidebarChoices.get();
  changeSidebar({ own: { ...choices.own, [username]: sections }, sent: { ...choices.sent, [username]: true } });
}

function parse(kept: unknown): SidebarChoices {
  const { folded, orders, arranged, entries, unreadOnly, own, sent } = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>;
  return {
    folded: entriesOf(folded, (value) => typeof value === 'boolean'),
    orders: entriesOf(orders, (value) => ORDERS.includes(value as Order)),
    arranged: Object.fromEntries(Object.entries(entriesOf(arranged, (value) => typeof value === 'object')).map(([username, sections]) => [username, entriesOf<number[]>(sections, isIds)])),
    entries: entriesOf(entries, (value) => typeof value === 'boolean'),
    unreadOnly: unreadOnly === true,
    sent: entriesOf(sent, (value) => typeof value === 'boolean'),
    own: Object.fromEntries(Object.entries(entriesOf(own, Array.isArray)).map(([username, sections]) => [username, readOwnSections(sections)])),
  };
}

function isIds(value: unknown): boolean {
  return Array.isArray(value) && value.every(Number.isSafeInteger);
}

function entriesOf<T>(kept: unknown, isValid: (value: unknown) => boolean): Record<string, T> {
  const entries = typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
  return Object.fromEntries(entries.filter(([, value]) => isValid(value))) as Record<string, T>;
}
