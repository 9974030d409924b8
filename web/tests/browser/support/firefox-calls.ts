// Calls in Firefox, with its fake devices: what people do in them, and what is decoded of each other.

import type { Browser } from 'puppeteer-core';

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

/** Somebody signed in, whose connections are within reach of `decodes`. */
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

/** Presses a button by its name. */
export async function press({ page }: FirefoxVisitor, name: string): Promise<void> {
  await page.locator(`::-p-xpath(//button[@aria-label="${name}" or normalize-space(.)="${name}"])`).click();
}

/** Joins the call that is running in the open conversation. */
export async function joinCall(visitor: FirefoxVisitor): Promise<void> {
  await visitor.page.locator('::-p-xpath(//button[starts-with(normalize-space(.), "Join (") or starts-with(@aria-label, "Join (")])').click();
  await press(visitor, 'Join call');
  await visitor.page.waitForSelector('[data-call]');
}
