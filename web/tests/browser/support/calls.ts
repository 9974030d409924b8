// What people do in calls, and what they hear and see of each other.

import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import { expect } from 'vitest';

import { Visitor } from './browser';
import type { TestServer } from './server';

/** Someone with a camera and a microphone. */
export function caller(browser: Browser, server: TestServer, username: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  return Visitor.signedIn(browser, server, username, { permissions: ['microphone', 'camera'], ...options });
}

/** The call, wherever it stands on the page. */
export const callOf = ({ page }: Visitor): Locator => page.locator('[data-call]');

export async function startCall({ page }: Visitor, kind: 'audio' | 'video'): Promise<void> {
  await page.getByRole('button', { name: kind === 'audio' ? 'Start an audio call' : 'Start a video call' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start call' }).click();
}

export const ringingOf = ({ page }: Visitor): Locator => page.getByRole('alertdialog');

export async function answer(visitor: Visitor): Promise<void> {
  await ringingOf(visitor).getByRole('button', { name: 'Answer', exact: true }).click();
}

export async function inPhase({ page }: Visitor, phase: 'calling' | 'active' | 'ended'): Promise<void> {
  await page.locator(`[data-call-phase=${phase}]`).first().waitFor();
}

/** Whether the sound of somebody else is decoded here: the samples that arrived since this was asked last. */
export async function samplesHeard({ page }: Visitor): Promise<number> {
  return page.evaluate(async () => {
    const connections = (window as unknown as { connections?: RTCPeerConnection[] }).connections ?? [];
    const reports = await Promise.all(connections.filter(({ connectionState }) => connectionState === 'connected').map((connection) => connection.getStats()));
    let samples = 0;
    for (const report of reports) {
      for (const stats of report.values() as Iterable<{ type: string; kind?: string; totalSamplesReceived?: number; totalAudioEnergy?: number }>) {
        if (stats.type === 'inbound-rtp' && stats.kind === 'audio' && (stats.totalAudioEnergy ?? 0) > 0) samples += stats.totalSamplesReceived ?? 0;
      }
    }
    return samples;
  });
}

/** Keeps the connections that the page makes from now on within reach of `samplesHeard`. */
export async function watchConnections({ page }: Visitor): Promise<void> {
  const watch = (): void => {
    const connections: RTCPeerConnection[] = [];
    const Original = RTCPeerConnection;
    Object.assign(window, {
      connections,
      RTCPeerConnection: class extends Original {
        constructor(configuration?: RTCConfiguration) {
          super(configuration);
          connections.push(this);
        }
      },
    });
  };
  await page.addInitScript(watch);
  await page.evaluate(watch);
}

/** How far a picture has been played, in seconds; it stands still where no frame arrives. */
export async function playedIn(video: Locator): Promise<number> {
  return video.evaluate((element) => (element as HTMLVideoElement).currentTime);
}

/** As many frames in this time are a picture that moves. */
const MOVING = { frames: 3, ms: 3000 };

/** Waits until a picture moves. What shows it may be replaced meanwhile. */
export async function moves(video: Locator): Promise<void> {
  await expect.poll(() => video.evaluate(countFrames, MOVING), { message: `${video} moves`, timeout: 60_000 }).toBe(true);
}

function countFrames(element: Element, { frames, ms }: typeof MOVING): Promise<boolean> {
  const picture = element as HTMLVideoElement;
  return new Promise((resolve) => {
    let left = frames;
    const seen = (): void => {
      left -= 1;
      if (left === 0) resolve(true);
      else picture.requestVideoFrameCallback(seen);
    };
    picture.requestVideoFrameCallback(seen);
    setTimeout(() => resolve(false), ms);
  });
}
