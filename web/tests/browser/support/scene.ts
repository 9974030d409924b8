// A server and a browser for the tests of one file.

import type { Browser } from 'playwright-core';
import { afterEach, beforeEach } from 'vitest';

import { launch, setWindows, type BrowserNeeds } from './browser';
import { keepFailure } from './failures';
import { TestServer } from './server';

export interface Scene {
  /** Each test's own: whatever one does to it, no other sees. */
  readonly server: TestServer;
  /** The worker's: without windows when a test begins. */
  readonly browser: Browser;
}

interface Needs extends BrowserNeeds {
  /** For tests of where things are while the page moves them: the user wants motion. */
  animated?: boolean;
}

/** The server has these variables besides those of this process. After each test all windows are closed. What a failed one did and saw is kept; the trace of its repetition has each page between the steps as well. */
export function setScene(env: Record<string, string> = {}, { animated = false, ...needs }: Needs = {}): Scene {
  const server = setServer(env);
  let browser: Browser | null = null;
  beforeEach(async ({ task }) => {
    browser = await launch(needs);
    setWindows({ tracedInFull: (task.result?.retryCount ?? 0) > 0, animated });
  });
  afterEach(async ({ task }) => {
    const windows = browser?.contexts() ?? [];
    if (task.result?.state === 'fail') await keepFailure(task, windows, server().log);
    await Promise.all(windows.map((window) => window.close()));
  });
  return {
    get server(): TestServer {
      return server();
    },
    get browser(): Browser {
      if (browser === null) throw new Error('the browser has not started');
      return browser;
    },
  };
}

/** The server alone, with these variables besides those of this process. */
export function setServer(env: Record<string, string> = {}): () => TestServer {
  let server: TestServer | null = null;
  beforeEach(async () => {
    server = await TestServer.start(env);
  });
  afterEach(async () => {
    await server?.stop();
    server = null;
  });
  return () => {
    if (server === null) throw new Error('the server has not started');
    return server;
  };
}
