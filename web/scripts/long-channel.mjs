// Measures the page in a channel of 100,000 messages, and prints what docs/performance.md shows:
//
//   ORVALE_CHAT_BIN=../target/release/orvale-chat node scripts/long-channel.mjs [MESSAGES]
//
// It measures and does not judge: on a busy machine every figure is worse.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { decode, encode } from '@msgpack/msgpack';
import { chromium } from 'playwright-core';
import { WebSocket } from 'ws';

const PASSWORD = 'orvale-demo';
const AUTHORS = ['bob', 'carol'];
/** Unanswered messages of each author: half of what the server allows. */
const WINDOW = 32;
const SCROLLED_FOR_MS = 10_000;
/** A notch of a wheel, sixty times a second: eight screens a second. */
const NOTCH_PIXELS = 120;
const PREPENDS = 20;
const count = Number(process.argv[2] ?? 100_000);
const { ORVALE_CHAT_BIN: binary, ...env } = process.env;
if (binary === undefined) throw new Error('usage: ORVALE_CHAT_BIN=BINARY node scripts/long-channel.mjs [MESSAGES]');

const data = await mkdtemp(join(tmpdir(), 'orvale-chat-'));
const server = spawn(resolve(binary), ['--demo', '--listen', '127.0.0.1:0', '--data', data, '--rate-limits', 'off'], {
  env,
  stdio: ['ignore', 'ignore', 'pipe'],
});
try {
  const address = await listening();
  const channel = await longChannel(address);
  await Promise.all(AUTHORS.map((author, place) => talk(address, author, channel, place)));
  say(`${count} messages sent`);
  await measure(address, channel);
} finally {
  server.kill('SIGKILL');
  await rm(data, { recursive: true, force: true });
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function listening() {
  return new Promise((found, failed) => {
    let said = '';
    server.stderr.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
      const address = /listening on (http:\/\/\S+)\s/.exec(said)?.[1];
      if (address !== undefined) found(address);
    });
    server.once('exit', () => failed(new Error(said)));
  });
}

async function call(address, path, token, body) {
  const headers = { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}

async function login(address, username) {
  return (await call(address, '/api/auth/login', null, { username, password: PASSWORD })).token;
}

/** A channel with Alice, who reads, and the authors. */
async function longChannel(address) {
  const token = await login(address, 'alice');
  const { id } = await call(address, '/api/chat/channels', token, { name: 'long', type: 'public' });
  for (const userId of AUTHORS) await call(address, `/api/chat/channels/${id}/members`, token, { userId });
  return id;
}

function text(number) {
  if (number % 97 === 0) return `Step ${number}:\n\`\`\`\nipconfig /flushdns\nnslookup desk.example.org\n\`\`\`\nthen try **again**`;
  if (number % 13 === 0) return `Message ${number}: ${'the printer on the third floor says it is offline and prints all the same. '.repeat(4)}`;
  return `Message ${number}: looking into it, see https://desk.example.org/tickets/${number}`;
}

/** Sends one author's half. */
async function talk(address, author, channelId, place) {
  const token = await login(address, author);
  const socket = new WebSocket(`${address.replace('http', 'ws')}/api/chat/ws`, 'orvale.chat.v1.msgpack');
  socket.binaryType = 'nodebuffer';
  let next = place;
  const send = (reference, name, value) => socket.send(encode([1, reference, name, value]));
  const sendNext = () => {
    if (next >= count) return;
    send(next + 1, 'send_message', { channelId, clientId: randomUUID(), message: text(next) });
    next += AUTHORS.length;
  };
  await new Promise((done, failed) => {
    let unanswered = Math.ceil((count - place) / AUTHORS.length);
    socket.on('error', failed);
    socket.on('close', (code) => failed(new Error(`closed with ${code}`)));
    socket.on('message', (bytes) => {
      const [kind, reference, value] = decode(bytes);
      if (kind === 0 && reference === 'hello') send(0, 'authenticate', { token });
      if (kind === 3) failed(new Error(JSON.stringify(value)));
      if (kind === 4) socket.send(encode([5, reference]));
      if (kind !== 2) return;
      if (reference === 0) {
        for (let started = 0; started < WINDOW; started += 1) sendNext();
        return;
      }
      unanswered -= 1;
      if (unanswered === 0) done();
      else sendNext();
    });
  });
  socket.removeAllListeners('close');
  socket.close();
}

async function measure(address, channel) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-proxy-server'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${address}/chat`);
    await page.getByLabel('User name').fill('alice');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('log').locator('article').first().waitFor();
    // Once read, it opens at its end.
    await openLong(page, channel);
    say(`first rows after ${Math.round(await reopenLong(page, channel))} ms`);
    await page.mouse.move(800, 450);
    const { frames, ms, reached } = await scroll(page);
    say(`scrolling: ${((frames * 1000) / ms).toFixed(1)} frames/s over ${Math.round(ms / 1000)} s, up to message ${reached}`);
    say(`prepends: ${PREPENDS}, largest shift ${(await largestShift(page)).toFixed(2)} px`);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    say(`heap: ${(usedSize / 1e6).toFixed(1)} MB`);
  } finally {
    await browser.close();
  }
}

function link(page, name) {
  return page.getByRole('navigation').getByRole('link', { name });
}

async function openLong(page, channel) {
  await link(page, /^long/).click();
  await page.waitForURL(`**/chat/c/${channel}`);
  await page.locator(`#messages article`).filter({ hasText: /Message \d/ }).first().waitFor();
}

/** After a reload elsewhere, the time from the click to the first painted row. */
async function reopenLong(page, channel) {
  await link(page, /general/).click();
  await page.reload();
  await page.getByRole('log').locator('article').first().waitFor();
  await page.evaluate(() => {
    globalThis.shown = new Promise((done) => {
      addEventListener('click', () => {
        const began = performance.now();
        const look = () => {
          const row = document.querySelector('#messages article');
          if (/Message \d/.test(row?.textContent ?? '')) requestAnimationFrame(() => done(performance.now() - began));
          else requestAnimationFrame(look);
        };
        look();
      }, { once: true, capture: true });
    });
  });
  await openLong(page, channel);
  return page.evaluate(() => globalThis.shown);
}

/** Turns the wheel upwards, and counts the frames that were painted meanwhile. */
async function scroll(page) {
  await page.evaluate(() => {
    globalThis.frames = 0;
    const painted = () => {
      globalThis.frames += 1;
      requestAnimationFrame(painted);
    };
    requestAnimationFrame(painted);
  });
  const began = await page.evaluate(() => ({ frames: globalThis.frames, at: performance.now() }));
  const until = Date.now() + SCROLLED_FOR_MS;
  while (Date.now() < until) {
    await page.mouse.wheel(0, -NOTCH_PIXELS);
    await page.waitForTimeout(16);
  }
  return page.evaluate(({ frames, at }) => {
    const first = document.querySelector('#messages article');
    return { frames: globalThis.frames - frames, ms: performance.now() - at, reached: first?.textContent?.match(/\d+: /)?.[0].slice(0, -2) ?? '?' };
  }, began);
}

/** Goes to the top again and again; how far a row in view was moved by the older ones that came. */
async function largestShift(page) {
  let largest = 0;
  // So that the rows in view have been measured before the older ones come.
  await page.route('**/messages?**', async (route) => {
    await page.waitForTimeout(500);
    await route.continue();
  });
  for (let round = 0; round < PREPENDS; round += 1) {
    const shift = await page.evaluate(async () => {
      const scroller = document.querySelector('#messages');
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      scroller.scrollTop = 40;
      for (let settled = 0; settled < 12; settled += 1) await frame();
      const row = [...scroller.querySelectorAll('article')].find((it) => it.getBoundingClientRect().top >= scroller.getBoundingClientRect().top);
      const id = row.dataset.message;
      const place = () => scroller.querySelector(`[data-message="${id}"]`)?.getBoundingClientRect().top;
      const before = place();
      const height = scroller.scrollHeight;
      let moved = 0;
      // Some frames more, for rows that are measured after they came.
      for (let after = 0, waited = 0; after < 20 && waited < 600; waited += 1) {
        await frame();
        moved = Math.max(moved, Math.abs((place() ?? Infinity) - before));
        if (scroller.scrollHeight !== height) after += 1;
      }
      return moved;
    });
    largest = Math.max(largest, shift);
  }
  return largest;
}
