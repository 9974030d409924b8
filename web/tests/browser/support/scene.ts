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
    scene.server = await TestServer.start();
    scene.browser = await launch();
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
