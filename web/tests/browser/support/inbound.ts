// What arrives of the one sound and the one picture that a page receives.

import type { Page } from 'playwright-core';

/** `heard` are the samples that were decoded, and not made up for what was missing. */
export interface InboundSound {
  heard: number;
}

export interface InboundPicture {
  frames: number;
  height: number;
  lost: number;
  discarded: number;
  /** How often something was asked for again: packets and pictures. */
  asked: number;
  freezes: number;
  /** How long the picture stood still in all of them, in seconds. */
  frozen: number;
}

type Stats = Record<string, unknown>;

export async function soundIn(page: Page): Promise<InboundSound> {
  const of = await numbersOf(page, 'audio');
  return { heard: of('totalSamplesReceived') - of('concealedSamples') };
}

export async function pictureIn(page: Page): Promise<InboundPicture> {
  const of = await numbersOf(page, 'video');
  return {
    frames: of('framesDecoded'),
    height: of('frameHeight'),
    lost: of('packetsLost'),
    discarded: of('packetsDiscarded') + of('framesDropped'),
    asked: of('nackCount'),
    freezes: of('freezeCount'),
    frozen: of('totalFreezesDuration'),
  };
}

async function numbersOf(page: Page, kind: string): Promise<(name: string) => number> {
  const stats = await page.evaluate(inboundStats, kind);
  return (name) => (typeof stats[name] === 'number' ? stats[name] : 0);
}

/** Runs in the page. */
async function inboundStats(kind: string): Promise<Stats> {
  const connections = (window as unknown as { connections: RTCPeerConnection[] }).connections;
  const reports = await Promise.all(connections.map((connection) => connection.getStats()));
  const all = reports.flatMap((report) => [...(report as unknown as Map<string, Stats>).values()]);
  return all.find((stats) => stats['type'] === 'inbound-rtp' && stats['kind'] === kind) ?? {};
}
