// Calls of three and more: who is in them, and what each of them hears and sees of each other.

import type { Browser, BrowserContextOptions } from 'playwright-core';
import { expect } from 'vitest';

import type { Visitor } from './browser';
import { caller, callOf, moves, startCall, watchConnections } from './calls';
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

/** What has arrived on each stream of somebody's sound: samples and energy. */
function heardBy({ visitor }: Member): Promise<Record<string, { samples: number; energy: number }>> {
  return visitor.page.evaluate(async () => {
    const connections = (window as unknown as { connections?: RTCPeerConnection[] }).connections ?? [];
    const heard: Record<string, { samples: number; energy: number }> = {};
    for (const [index, connection] of connections.entries()) {
      if (connection.connectionState !== 'connected') continue;
      for (const stats of (await connection.getStats()).values() as Iterable<{ type: string; kind?: string; id: string; totalSamplesReceived?: number; totalAudioEnergy?: number }>) {
        if (stats.type === 'inbound-rtp' && stats.kind === 'audio') heard[`${index}-${stats.id}`] = { samples: stats.totalSamplesReceived ?? 0, energy: stats.totalAudioEnergy ?? 0 };
      }
    }
    return heard;
  });
}

/** Waits until somebody hears so many others, and no more. */
export async function hears(one: Member, others: number): Promise<void> {
  let before = await heardBy(one);
  await expect
    .poll(
      async () => {
        const now = await heardBy(one);
        const speak = Object.entries(now).filter(([id, { samples, energy }]) => samples > (before[id]?.samples ?? 0) && energy > (before[id]?.energy ?? 0));
        before = now;
        return speak.length;
      },
      // The sound of the devices is a beep a second.
      { interval: 1500, timeout: 60_000, message: `${one.username} hears ${others}` },
    )
    .toBe(others);
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
