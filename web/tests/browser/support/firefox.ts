// Debian's Firefox, driven by puppeteer-core over WebDriver BiDi, and what a person does in it.

import { existsSync } from 'node:fs';

import { launch, type Browser, type ElementHandle, type Page } from 'puppeteer-core';

import { PASSWORD } from './logins';
import type { TestServer } from './server';

const PROGRAM = process.env['FIREFOX'] ?? '/usr/bin/firefox-esr';

const COMPOSER = '[data-composer] textarea';

/** Why there is no Firefox to test with; `null` when there is one. */
export const NO_FIREFOX = existsSync(PROGRAM) ? null : `${PROGRAM} is missing: install the package firefox-esr, or name another with FIREFOX`;

export function launchFirefox(preferences: Record<string, unknown> = {}): Promise<Browser> {
  return launch({
    browser: 'firefox',
    executablePath: PROGRAM,
    headless: true,
    // A proxy that the machine names must not stand between the page and a server on this machine.
    extraPrefsFirefox: { 'network.proxy.type': 0, 'intl.accept_languages': 'en-GB', ...preferences },
  });
}

/** One person in a Firefox window that shares nothing with others. */
export class FirefoxVisitor {
  /** What the page threw. */
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  /** Arrives in a window: Firefox paints nothing in a tab that is behind another. */
  static async arrive(browser: Browser, server: TestServer): Promise<FirefoxVisitor> {
    const context = await browser.createBrowserContext();
    const visitor = new FirefoxVisitor(await context.newPage({ type: 'window' }));
    await visitor.page.setViewport({ width: 1280, height: 800 });
    await visitor.page.goto(`${server.address}/chat`);
    return visitor;
  }

  /** Logs in by the form. */
  async signIn(username: string): Promise<void> {
    await this.type('input[autocomplete="username"]', username);
    await this.type('input[type="password"]', PASSWORD);
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector('nav a');
  }

  /** Opens a conversation by its name in the sidebar. */
  async open(name: string): Promise<void> {
    await (await this.#find(`nav a::-p-text(${name})`)).click();
    await this.#find(`h1::-p-text(${name})`);
    await this.#find('#messages');
  }

  async write(text: string): Promise<void> {
    await this.type(COMPOSER, text);
    await this.page.keyboard.press('Enter');
  }

  async type(selector: string, text: string): Promise<void> {
    await (await this.#find(selector)).type(text);
  }

  /** What is begun in the composer. */
  async begun(): Promise<string> {
    return (await this.#find(COMPOSER)).evaluate((box) => (box as HTMLTextAreaElement).value);
  }

  /** The message that holds `text`, once the server has it. */
  message(text: string): Promise<ElementHandle> {
    return this.#find(`#messages article[data-message]::-p-text(${text})`);
  }

  async #find(selector: string): Promise<ElementHandle> {
    const found = await this.page.waitForSelector(selector);
    if (found === null) throw new Error(`nothing is ${selector}`);
    return found;
  }
}
