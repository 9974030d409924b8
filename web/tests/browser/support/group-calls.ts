// Calls of three and more: who is in them, and what each of them hears and sees of each other.

import type { Browser, BrowserContextOptions } from 'playwright-core';

import type { Visitor } from './browser';
import { caller, callOf, moves, startCall, watchConnections } from './calls';
import { decodes } from './decoded';
import type { TestServer } from './server';

export interface Member {
  username: string;
  visitor: Visitor;
}

/** Somebody who is about to call, perhaps on a network of their own: with a small picture, since one machine encodes and decodes those of all. */
export async function member(browser: Browser, server: TestServer, username: string, options: BrowserContextOptions = {}, network?: (visitor: Visitor) => Promise<void>): Promise<Member> {
  const visitor = await caller(browser, server, username, options);
  await network?.(visitor);
  await visitor.page.addInitScript(() => localStorage.setItem('callDevices', JSON.stringify({ height: 360 })));
  await visitor.page.evaluate(() => localStorage.setItem('callDevices', JSON.stringify({ height: 360 })));
  await watchConnections(visitor);
  return { username, visitor };
}

export async function begin({ visitor }: Member, channel: string, kind: 'audio' | 'video'): Promise<void> {
  await visitor.open(channel);
  await startCall(visitor, kind);
  await callOf(visitor).waitFor();
}

export async function join({ visitor }: Member, channel: string): Promise<void> {
  await visitor.open(channel);
  await visitor.page.getByRole('button', { name: /^Join \(/ }).click();
  await visitor.page.getByRole('dialog').getByRole('button', { name: 'Join call' }).click();
  await callOf(visitor).waitFor();
}

export async function leave({ visitor }: Member): Promise<void> {
  await callOf(visitor).getByRole('button', { name: 'Leave call' }).click();
  await callOf(visitor).waitFor({ state: 'detached' });
}

/** Waits until somebody hears so many others, and no more. */
export function hears({ username, visitor }: Member, others: number): Promise<void> {
  return decodes(visitor.page, { sounds: others }, username);
}

/** Waits until one sees another move. */
export async function sees({ visitor }: Member, other: Member): Promise<void> {
  await moves(visitor.page.locator(`[data-tile=camera][data-user=${other.username}] video`));
}

/** Waits until each sees each other move, and hears each other. */
export async function allSeeAndHear(members: readonly Member[]): Promise<void> {
  await Promise.all(members.flatMap((one) => [hears(one, members.length - 1), ...members.filter((other) => other !== one).map((other) => sees(one, other))]));
}

export async function goesThrough({ visitor }: Member, mode: 'peer' | 'sfu'): Promise<void> {
  await visitor.page.locator(`[data-call-mode=${mode}]`).waitFor();
}
