// Someone on another company's website, who uses the widget there.

import type { Locator, Page } from 'playwright-core';

import { loggedIn, openWindow, type WindowOptions } from './browser';
import type { Scene } from './scene';
import type { Site } from './site';

/** Someone on the foreign site, where the login is kept as Orvale's pages keep it. */
export class Guest {
  private constructor(readonly page: Page) {}

  static async arrive(
    scene: Pick<Scene, 'browser' | 'server'>,
    site: Site,
    username: string | null,
    options: WindowOptions = {},
    path = '/',
  ): Promise<Guest> {
    const login = username === null ? {} : loggedIn(site.address, scene.server.token(username));
    const context = await openWindow(scene.browser, { ...login, ...options });
    const page = await context.newPage();
    await page.goto(`${site.address}${path}`);
    return new Guest(page);
  }

  get launcher(): Locator {
    return this.page.locator('.launcher');
  }

  get badge(): Locator {
    return this.page.locator('.badge');
  }

  row(name: string): Locator {
    return this.page.locator('.row').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  get field(): Locator {
    return this.page.locator('orvale-chat-widget textarea');
  }

  bubble(text: string): Locator {
    return this.page.locator('.bubble').filter({ hasText: text });
  }

  async open(conversation: string): Promise<void> {
    await this.launcher.click();
    await this.row(conversation).click();
    await this.field.and(this.page.getByPlaceholder(/^Message /)).waitFor();
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }
}
