// Takes the pictures of the widget in docs/screenshots, each state on a fresh demonstration:
//
//   ORVALE_CHAT_BIN=../target/release/orvale-chat node scripts/widget-screenshots.mjs ../docs/screenshots
//
// `ORVALE_CHAT_WEB` names a built page to show instead of the one in the binary.
import { join } from 'node:path';

import { call, demonstrate, launch, signIn, tokenOf } from './demonstration.mjs';

const SIZES = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: ORVALE_CHAT_BIN=BINARY node scripts/widget-screenshots.mjs FOLDER');

/** Something new for Bob, from somebody who then goes. */
async function whisper(address) {
  const token = await tokenOf(address, 'carol');
  const { id } = await call(address, '/api/chat/direct', token, { userIds: ['bob'] });
  for (const message of ['Are you on the VPN ticket already?', 'Can you take it? Alice is waiting.']) {
    await call(address, `/api/chat/channels/${id}/messages`, token, { message });
  }
}

async function take(browser, colorScheme, size) {
  const { address, end } = await demonstrate();
  await whisper(address);
  // Somebody to be seen as online.
  const other = await browser.newPage();
  await other.goto(`${address}/chat`);
  await signIn(other, 'alice');
  const page = await browser.newPage({ viewport: SIZES[size], colorScheme, locale: 'en-GB', reducedMotion: 'reduce' });
  const keep = async (state) => {
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(folder, `widget-${state}-${colorScheme}-${size}.png`), caret: 'hide' });
  };
  await page.goto(`${address}/demo/host`);
  await page.locator('.launcher').click();
  await page.getByText('You’re not logged in').waitFor();
  await keep('signed-out');
  await page.getByRole('button', { name: 'Minimise chat' }).click();
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator('.badge', { hasText: /\d/ }).waitFor();
  await keep('closed');
  await page.locator('.launcher').click();
  await page.locator('.row', { hasText: 'Open conversation' }).click();
  await page.getByPlaceholder(/Message HD-250819-138/).waitFor();
  await keep('ticket');
  await page.getByRole('button', { name: 'Back to conversations' }).click();
  await page.getByRole('img', { name: 'Online' }).first().waitFor();
  await keep('list');
  await page.locator('.row', { hasText: 'helpdesk' }).click();
  await page.locator('.bubble').first().waitFor();
  await keep('conversation');
  await end();
}

const browser = await launch();
for (const scheme of ['light', 'dark']) {
  for (const size of ['wide', 'phone']) await take(browser, scheme, size);
}
await browser.close();
