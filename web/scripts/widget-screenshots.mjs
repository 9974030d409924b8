// Takes the pictures of the widget in docs/screenshots, each state on a fresh demonstration:
//
//   ORVALE_CHAT_BIN=../target/release/orvale-chat node scripts/widget-screenshots.mjs ../docs/screenshots
//
// `ORVALE_CHAT_WEB` names a built page to show instead of the one in the binary.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { chromium } from 'playwright-core';

const SIZES = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const PASSWORD = 'orvale-demo';
const { ORVALE_CHAT_BIN: binary, ...env } = process.env;
const folder = process.argv[2];
if (binary === undefined || folder === undefined) throw new Error('usage: ORVALE_CHAT_BIN=BINARY node scripts/widget-screenshots.mjs FOLDER');

/** Starts a demonstration and gives its address and its end. */
async function demonstrate() {
  const data = await mkdtemp(join(tmpdir(), 'orvale-chat-'));
  const server = spawn(resolve(binary), ['--demo', '--listen', '127.0.0.1:0', '--data', data], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await new Promise((found, failed) => {
    let said = '';
    server.stderr.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
      const listening = /listening on (http:\/\/\S+)\s/.exec(said)?.[1];
      if (listening !== undefined) found(listening);
    });
    server.once('exit', () => failed(new Error(said)));
  });
  const end = async () => {
    const ended = new Promise((done) => {
      server.once('exit', done);
    });
    server.kill('SIGKILL');
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  return { address, end };
}

async function call(address, path, token, body) {
  const headers = { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Something new for Bob, from somebody who then goes. */
async function whisper(address) {
  const { token } = await call(address, '/api/auth/login', null, { username: 'carol', password: PASSWORD });
  const { id } = await call(address, '/api/chat/direct', token, { userIds: ['bob'] });
  for (const message of ['Are you on the VPN ticket already?', 'Can you take it? Alice is waiting.']) {
    await call(address, `/api/chat/channels/${id}/messages`, token, { message });
  }
}

/** Somebody to be seen as online. */
async function signInOnPage(browser, address, username) {
  const page = await browser.newPage();
  await page.goto(`${address}/chat`);
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().waitFor();
}

async function take(browser, colorScheme, size) {
  const { address, end } = await demonstrate();
  await whisper(address);
  await signInOnPage(browser, address, 'alice');
  const page = await browser.newPage({ viewport: SIZES[size], colorScheme, locale: 'en-GB', reducedMotion: 'reduce' });
  const keep = async (state) => {
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(folder, `widget-${state}-${colorScheme}-${size}.png`), caret: 'hide' });
  };
  await page.goto(`${address}/demo/host`);
  await page.locator('.launcher').click();
  await page.getByText('You are not signed in').waitFor();
  await keep('signed-out');
  await page.getByRole('button', { name: 'Minimise chat' }).click();
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator('.badge', { hasText: /\d/ }).waitFor();
  await keep('closed');
  await page.locator('.launcher').click();
  await page.getByRole('img', { name: 'Online' }).first().waitFor();
  await keep('list');
  await page.locator('.row', { hasText: 'helpdesk' }).click();
  await page.locator('.bubble').first().waitFor();
  await keep('conversation');
  await end();
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-proxy-server'],
});
for (const scheme of ['light', 'dark']) {
  for (const size of ['wide', 'phone']) await take(browser, scheme, size);
}
await browser.close();
