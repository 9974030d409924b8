// Debian's Chromium, driven by playwright-core, and what a person does in it.

import { existsSync } from 'node:fs';

import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from 'playwright-core';

import { PASSWORD } from './logins';
import type { TestServer } from './server';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A microphone that beeps, and a camera with as few pictures a second as the page accepts: a call of three takes a fifth less than with 20.
  '--use-fake-device-for-media-stream=fps=15',
  // A proxy that the machine names must not stand between the page and a server on this machine.
  '--no-proxy-server',
  // A page lives for seconds: compiling its scripts better than they come takes a tenth of the processor time, and pays for none.
  '--js-flags=--no-opt --no-maglev',
];

/** For calls: whatever may be used or shared is allowed, and two pages of this machine reach each other. */
export const CALL_ARGUMENTS = ['--use-fake-ui-for-media-stream', '--allow-loopback-in-peer-connection', '--disable-features=WebRtcHideLocalIpsWithMdns', '--mute-audio'];

/** What a file needs of its browser. */
export interface BrowserNeeds {
  /** Arguments besides the usual ones. */
  args?: readonly string[];
  /** The whole of Chromium. The headless shell takes about two thirds of the processor's time, but has no notifications and records no sound. */
  whole?: boolean;
}

const CHROMIUM = '/usr/bin/chromium';
const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell';

/** This worker's browser, which the next file takes over: to start one costs more than many a test. */
let running: { needs: string; browser: Browser } | null = null;

/** The browser that runs, or another one where it is gone or the needs are others. Its windows share nothing. */
export async function launch({ args = [], whole = false }: BrowserNeeds = {}): Promise<Browser> {
  const needs = [whole, ...args].join(' ');
  if (running?.needs === needs && running.browser.isConnected()) return running.browser;
  await running?.browser.close();
  const browser = await chromium.launch(optionsOf({ args, whole }));
  running = { needs, browser };
  return browser;
}

function optionsOf({ args = [], whole = false }: BrowserNeeds): { executablePath: string; args: string[] } {
  const usual = !whole && existsSync(HEADLESS_SHELL) ? HEADLESS_SHELL : CHROMIUM;
  return { executablePath: process.env['CHROMIUM'] ?? usual, args: [...ARGUMENTS, ...args] };
}

/** A browser of its own, which `kill` ends as a crash does: its pages learn nothing of it. */
export async function launchMortal(needs: BrowserNeeds = {}): Promise<{ browser: Browser; kill(): Promise<void> }> {
  const server = await chromium.launchServer(optionsOf(needs));
  return { browser: await chromium.connect(server.wsEndpoint()), kill: () => server.kill() };
}

/** How long a page may take for anything: a machine on which others work as well is slow. */
const PATIENCE_MS = 60_000;

/** What the windows of a test have in common. */
interface Windows {
  /** Whether their traces hold the page before and after each step, too, which takes a ninth of the processor time. */
  tracedInFull: boolean;
  /** Whether the page moves what comes and goes. Most tests only wait until it is there or gone, and use a tenth less of the processor's time without. */
  animated: boolean;
}

let windows: Windows = { tracedInFull: false, animated: false };

/** For the windows that are opened from now on. */
export function setWindows(wanted: Windows): void {
  windows = wanted;
}

export interface WindowOptions extends BrowserContextOptions {
  /** Whether the page fetches parts before they are needed. Most tests need few of them, and a visit takes a quarter less of the processor's time without. */
  fetchesAhead?: boolean;
  /** The login that an earlier visit left behind. */
  login?: Login;
}

interface Login {
  origin: string;
  token: string;
}

/** Opens a window that shares nothing with others. */
export async function openWindow(browser: Browser, { fetchesAhead = false, login, ...options }: WindowOptions): Promise<BrowserContext> {
  const reducedMotion = windows.animated ? 'no-preference' : 'reduce';
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, reducedMotion, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  if (!fetchesAhead) await context.addInitScript(saveData);
  if (login !== undefined) await leaveLogin(context, login);
  // What is done in it, how long that takes, and its console: a twentieth of the processor time.
  await context.tracing.start({ snapshots: windows.tracedInFull });
  return context;
}

/** In a page: what Chromium says of someone who asked it to save data. Firefox never says it. */
function saveData(): void {
  const { connection } = navigator as { connection?: object };
  if (connection !== undefined) Object.defineProperty(connection, 'saveData', { value: true });
}

/** Leaves a login where Orvale's pages keep it. For the first page alone: whoever logs out stays so. Playwright's `storageState` opens a page of its own for that, and two processes: an eighth of a visit. */
async function leaveLogin(context: BrowserContext, login: Login): Promise<void> {
  const left = await context.addInitScript(keepLogin, login);
  context.once('page', (page) => {
    const arrived = (): void => {
      if (!page.url().startsWith(`${login.origin}/`)) return;
      page.off('domcontentloaded', arrived);
      // Refused where the window has been closed already.
      left.dispose().catch(() => undefined);
    };
    page.on('domcontentloaded', arrived);
  });
}

/** In a page. */
function keepLogin({ origin, token }: Login): void {
  if (location.origin === origin) localStorage.setItem('authToken', token);
}

/** Where and as whom someone is logged in. */
export function loggedIn(origin: string, token: string): WindowOptions {
  return { login: { origin, token } };
}

/** What a visitor needs of a server, which may be at the end of a `Line`. */
type Served = Pick<TestServer, 'address' | 'token'>;

/** One person in a browser window of their own. */
export class Visitor {
  /** What the page complained of on its console or threw. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly server: Served,
  ) {
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !isAboutTheNetwork(message.text())) this.complaints.push(message.text());
    });
  }

  static async arrive(browser: Browser, server: Served, options: WindowOptions = {}): Promise<Visitor> {
    const context = await openWindow(browser, options);
    return new Visitor(await context.newPage(), server);
  }

  /** Arrives with the login that an earlier visit left behind. */
  static async signedIn(
    browser: Browser,
    server: Served,
    username: string,
    options: WindowOptions = {},
  ): Promise<Visitor> {
    const login = loggedIn(server.address, server.token(username));
    const visitor = await Visitor.arrive(browser, server, { ...login, ...options });
    await visitor.visit('/chat');
    await visitor.ready();
    return visitor;
  }

  /** Opens another tab of the same browser: the same login, the same storage. */
  async anotherTab(path = '/chat'): Promise<Visitor> {
    const tab = new Visitor(await this.page.context().newPage(), this.server);
    await tab.visit(path);
    return tab;
  }

  async visit(path: string): Promise<void> {
    const address = `${this.server.address}${path}`;
    const response = await this.page.goto(address);
    // Whatever else answers on this machine must not be taken for a broken page.
    if (response?.ok() !== true) {
      throw new Error(`${address} answered ${response?.status()}: ${await response?.text()}`);
    }
  }

  /** Logs in by the form. */
  async signIn(username: string, password: string = PASSWORD): Promise<void> {
    await this.page.getByLabel('User name').fill(username);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Log in' }).click();
    await this.ready();
  }

  /** Waits until the list of conversations is shown. */
  async ready(): Promise<void> {
    await this.conversations.getByRole('link').first().waitFor();
  }

  get conversations(): Locator {
    return this.page.getByRole('navigation', { name: 'Conversations' });
  }

  get log(): Locator {
    return this.page.getByRole('log');
  }

  get composer(): Locator {
    return this.page.locator('[data-composer] textarea');
  }

  conversation(title: string): Locator {
    return this.conversations.getByRole('link', { name: title }).first();
  }

  async open(title: string): Promise<void> {
    await this.conversation(title).click();
    await this.page.getByRole('heading', { level: 1, name: title }).waitFor();
    // Its messages are loaded, or it is known to have none.
    await this.page.locator('#messages').waitFor();
  }

  /** Goes to a message by keyboard: letters are commands there, and not for whoever has clicked. */
  async reach(message: Locator): Promise<void> {
    await this.page.keyboard.press('End');
    await message.focus();
  }

  async write(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** The message that holds `text`; several of the same are an error. */
  message(text: string): Locator {
    return this.log.getByRole('article').filter({ hasText: text });
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }
}

/** A server that is killed on purpose is complained of by the browser itself. */
function isAboutTheNetwork(text: string): boolean {
  return /WebSocket connection|Failed to load resource|net::ERR_/.test(text);
}
