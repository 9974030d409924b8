// A server and a browser for the tests of one file.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

import { launch } from './browser';
import { TestServer } from './server';

export interface Scene {
  readonly server: TestServer;
  readonly browser: Browser;
}

/** Starts both before a file's tests and ends both after them. */
export function setScene(): Scene {
  const scene: { server: TestServer | null; browser: Browser | null } = { server: null, browser: null };
  beforeAll(async () => {
    scene.browser = await launch();
    scene.server = await startReachable(scene.browser);
  });
  afterAll(async () => {
    await scene.browser?.close();
    await scene.server?.stop();
  });
  return {
    get server(): TestServer {
      if (scene.server === null) throw new Error('the server has not started');
      return scene.server;
    },
    get browser(): Browser {
      if (scene.browser === null) throw new Error('the browser has not started');
      return scene.browser;
    },
  };
}

const PORTS_TO_TRY = 5;

/** On some machines a filter keeps browsers from some ports: a port that the browser cannot reach is given up. */
async function startReachable(browser: Browser): Promise<TestServer> {
  for (let attempt = 1; ; attempt += 1) {
    const server = await TestServer.start();
    if (attempt === PORTS_TO_TRY || (await reaches(browser, server))) return server;
    await server.stop();
  }
}

async function reaches(browser: Browser, server: TestServer): Promise<boolean> {
  const page = await browser.newPage();
  try {
    const response = await page.goto(`${server.address}/healthz`);
    return response?.ok() === true;
  } catch {
    return false;
  } finally {
    await page.close();
  }
}
