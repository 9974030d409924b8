// Takes the pictures of the page in docs/screenshots, on fresh demonstrations:
//
//   ORVALE_CHAT_BIN=../target/release/orvale-chat node scripts/page-screenshots.mjs ../docs/screenshots [STATE…]
//
// `ORVALE_CHAT_WEB` names a built page to show instead of the one in the binary.
import { join } from 'node:path';

import { call, demonstrate, launch, signIn, tokenOf } from './demonstration.mjs';

const SIZES = { desktop: { width: 1440, height: 900 }, tablet: { width: 820, height: 1180 }, phone: { width: 390, height: 844 } };
const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: ORVALE_CHAT_BIN=BINARY node scripts/page-screenshots.mjs FOLDER [STATE…]');

const button = (page, name) => page.getByRole('button', { name }).first();
const message = (page, text) => page.getByRole('log').getByRole('article').filter({ hasText: text }).last();
const composer = (page) => page.locator('[data-composer] textarea');
const clicked = (name) => (page) => button(page, name).click();

/** What the picture of each state needs besides an open channel, in which looks it is taken, and as whom if not as Alice. */
const STATES = [
  ['main', ['desktop-light', 'desktop-dark', 'tablet-light', 'tablet-dark', 'phone-light', 'phone-dark'], async () => undefined],
  ['members', ['desktop-light', 'tablet-dark', 'phone-light'], clicked(/^Members/)],
  ['search', ['desktop-dark'], async (page) => {
    await button(page, 'Search in this conversation').click();
    await page.getByRole('complementary').getByRole('combobox').fill('printer');
  }],
  ['menu', ['desktop-dark', 'phone-light'], async (page) => {
    await message(page, 'SNMP').hover();
    // Where fingers point, the button is there for the keyboard.
    await message(page, 'SNMP').getByRole('button', { name: 'More actions' }).press('Enter');
  }],
  ['reply', ['desktop-light'], async (page) => {
    await message(page, 'the VPN queue').hover();
    await message(page, 'the VPN queue').getByRole('button', { name: 'Reply', exact: true }).click();
    await composer(page).fill('I can, until half past.');
  }],
  ['edit', ['desktop-dark'], async (page) => {
    await composer(page).fill('I am on it.');
    await composer(page).press('Enter');
    await message(page, 'I am on it.').waitFor();
    await composer(page).press('ArrowUp');
  }],
  ['complete', ['desktop-light'], (page) => composer(page).pressSequentially('Thanks @er')],
  ['outsider', ['desktop-light'], (page) => composer(page).pressSequentially('@grace can you have a look?')],
  ['emoji', ['desktop-dark'], async (page) => {
    await button(page, 'Insert an emoji').click();
    await page.locator('emoji-picker').getByRole('menuitem').first().waitFor();
  }],
  ['browse', ['desktop-light'], clicked('Browse channels')],
  ['create', ['desktop-light'], clicked('Create a channel')],
  ['people', ['desktop-light'], clicked('New direct message')],
  ['settings', ['desktop-light'], clicked('Channel settings')],
  ['leave', ['desktop-dark', 'phone-light'], async (page) => {
    await button(page, 'Channel settings').click();
    await button(page, 'Leave channel').click();
  }],
  ['profile', ['desktop-dark', 'phone-light'], clicked(/Profile$/)],
  ['shortcuts', ['desktop-light'], clicked('Keyboard shortcuts')],
  ['switcher', ['desktop-light', 'phone-light'], (page) => page.keyboard.press('Control+k')],
  ['direct', ['desktop-light'], (page) => page.getByRole('navigation').getByRole('link', { name: 'Bob Kowalski' }).first().click()],
  ['gone', ['desktop-light'], (page) => page.goto(new URL('/chat/c/999', page.url()).href)],
  ['archived', ['desktop-light'], async (page, { address }) => {
    const token = await tokenOf(address, 'alice');
    const { id } = await call(address, '/api/chat/channels', token, { name: 'old-intranet', type: 'public', description: 'Switched off in spring' });
    await call(address, `/api/chat/channels/${id}/messages`, token, { message: 'The last page has moved. Thank you all!' });
    await fetch(`${address}/api/chat/channels/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
    await button(page, 'Browse channels').click();
    await page.getByRole('dialog').getByText('Archived', { exact: true }).click();
    await button(page, /old-intranet/).click();
    await message(page, 'The last page has moved').waitFor();
  }],
  ['thread', ['desktop-light', 'phone-dark'], async (page) => {
    await message(page, 'Printer on 3 West').hover();
    await message(page, 'Printer on 3 West').getByRole('button', { name: 'More actions' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Reply in thread' }).click();
    const pane = page.getByRole('complementary', { name: 'Thread' });
    await pane.getByRole('textbox', { name: 'Reply in thread' }).fill('It works for the other printers, too.');
    await pane.getByRole('button', { name: 'Send', exact: true }).click();
    await pane.getByRole('article').filter({ hasText: 'It works' }).waitFor();
  }],
  ['notifications', ['desktop-dark'], async (page) => {
    await button(page, /^Notifications/).click();
    await page.getByRole('complementary', { name: 'Notifications' }).getByRole('listitem').first().waitFor();
  }],
  ['card', ['desktop-light', 'phone-dark'], async (page) => {
    await composer(page).fill('Has anyone seen HD-250819-138 again?');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await message(page, 'HD-250819-138 again').getByRole('region').first().waitFor();
  }, 'bob'],
  ['tickets', ['desktop-light', 'phone-light'], async (page) => {
    await page.goto(new URL('/chat/tickets', page.url()).href);
    await page.getByRole('region', { name: 'Tickets' }).getByRole('listitem').first().waitFor();
  }, 'bob'],
  ['ticket', ['desktop-light', 'desktop-dark', 'tablet-dark', 'phone-light'], async (page) => {
    await page.goto(new URL('/chat/tickets/HD-250819-138', page.url()).href);
    await page.getByRole('region', { name: 'Ticket HD-250819-138' }).first().waitFor();
  }, 'bob'],
  ['call', ['desktop-dark', 'phone-light'], async (page) => {
    await page.getByRole('navigation').getByRole('link', { name: 'Erin' }).first().click();
    await page.getByRole('button', { name: 'Start a video call' }).click();
    await page.getByRole('button', { name: 'Leave the call' }).waitFor();
  }],
  ['german', ['desktop-light'], async (page) => {
    await button(page, /Profile$/).click();
    await page.getByText('Deutsch').click();
    await page.keyboard.press('Escape');
  }],
  ['offline', ['desktop-light'], async (page, { kill }) => {
    await kill();
    await page.getByText('No connection.').waitFor();
    await composer(page).fill('This is sent when the server is back.');
    await composer(page).press('Enter');
    await page.getByText('Waiting for the connection…').waitFor();
  }],
];

async function newPage(browser, look) {
  const [size, colorScheme] = look.split('-');
  const phone = size === 'phone';
  const context = await browser.newContext({ viewport: SIZES[size], colorScheme, locale: 'en-GB', reducedMotion: 'reduce', hasTouch: phone, isMobile: phone });
  return context.newPage();
}

async function keep(page, state, look) {
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(folder, `page-${state}-${look}.png`), caret: 'hide' });
}

/** One state on a demonstration of its own: what one picture changes must not be seen on the next. */
async function take(browser, state, look, reach, who = 'alice') {
  const demonstration = await demonstrate('--rate-limits', 'off');
  const other = await newPage(browser, 'desktop-light');
  await other.goto(`${demonstration.address}/chat`);
  await signIn(other, 'erin');
  const page = await newPage(browser, look);
  await page.goto(`${demonstration.address}/chat`);
  if (state === 'login') await page.getByLabel('Password').waitFor();
  else {
    await signIn(page, who);
    await page.getByRole('link', { name: /^helpdesk/ }).first().click();
    await message(page, 'Printer on 3 West').waitFor();
    await reach(page, demonstration);
  }
  await keep(page, state, look);
  await page.context().close();
  await other.context().close();
  await demonstration.end();
}

const browser = await launch('--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream');
const logins = ['desktop-light', 'desktop-dark', 'tablet-light', 'tablet-dark', 'phone-light', 'phone-dark'];
for (const [state, looks, reach, who] of [['login', logins, null], ...STATES]) {
  if (wanted.length > 0 && !wanted.includes(state)) continue;
  for (const look of looks) await take(browser, state, look, reach, who);
}
await browser.close();
