// Calls in Firefox, with its fake devices: what people do in them, and what is decoded of each other.

import type { Browser, Page } from 'puppeteer-core';
import { expect } from 'vitest';

import { FirefoxVisitor, launchFirefox } from './firefox';
import type { TestServer } from './server';

/** Fake devices, permission without a question, sound without a click, and candidates on this machine. */
const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
};

export const launchForCalls = (): Promise<Browser> => launchFirefox(PREFERENCES);

/** Somebody signed in, whose connections are within reach of `decodedBy`. */
export async function firefoxCaller(browser: Browser, server: TestServer, username: string): Promise<FirefoxVisitor> {
  const visitor = await FirefoxVisitor.arrive(browser, server);
  await visitor.signIn(username);
  await visitor.page.evaluate(() => {
    localStorage.setItem('callDevices', JSON.stringify({ height: 360 }));
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
  });
  return visitor;
}

/** Presses a button by its name. A window that is behind another draws nothing, so that nothing in it can be pressed. */
export async function press({ page }: FirefoxVisitor, name: string): Promise<void> {
  await page.bringToFront();
  await page.locator(`::-p-xpath(//button[@aria-label="${name}" or normalize-space(.)="${name}"])`).click();
}

/** Joins the call that is running in the open conversation. */
export async function joinCall(visitor: FirefoxVisitor): Promise<void> {
  await visitor.page.bringToFront();
  await visitor.page.locator('::-p-xpath(//button[starts-with(normalize-space(.), "Join (") or starts-with(@aria-label, "Join (")])').click();
  await press(visitor, 'Join call');
  await visitor.page.waitForSelector('[data-call]');
}

interface Decoded {
  /** Streams of sound with energy, and pictures with frames, that have grown since the last time. */
  sounds: number;
  pictures: number;
}

interface Counts {
  [stream: string]: { kind: string; count: number };
}

/** The samples and frames that were decoded of each stream. */
function countsOf(page: Page): Promise<Counts> {
  return page.evaluate(async () => {
    const connections = (window as unknown as { connections?: RTCPeerConnection[] }).connections ?? [];
    const counts: Counts = {};
    for (const [index, connection] of connections.entries()) {
      if (connection.connectionState !== 'connected') continue;
      for (const stats of (await connection.getStats()).values() as Iterable<{ type: string; kind?: string; id: string; totalSamplesReceived?: number; totalAudioEnergy?: number; framesDecoded?: number }>) {
        if (stats.type !== 'inbound-rtp') continue;
        const count = stats.kind === 'audio' ? ((stats.totalAudioEnergy ?? 0) > 0 ? (stats.totalSamplesReceived ?? 0) : 0) : (stats.framesDecoded ?? 0);
        counts[`${index}-${stats.id}`] = { kind: stats.kind ?? '', count };
      }
    }
    return counts;
  });
}

/** Waits until somebody decodes so many sounds and pictures of others. */
export async function decodes({ page }: FirefoxVisitor, wanted: Decoded): Promise<void> {
  let before = await countsOf(page);
  const grown = async (): Promise<Decoded> => {
    const now = await countsOf(page);
    const of = (kind: string) => Object.entries(now).filter(([stream, { kind: one, count }]) => one === kind && count > (before[stream]?.count ?? 0)).length;
    const decoded = { sounds: of('audio'), pictures: of('video') };
    before = now;
    return decoded;
  };
  await expect.poll(grown, { interval: 2000, timeout: 60_000 }).toEqual(wanted);
}
