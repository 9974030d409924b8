// Measures the page in a channel of 100,000 messages, and prints what docs/performance.md shows:
//
//   ORVALE_CHAT_BIN=../target/release/orvale-chat node scripts/long-channel.mjs [MESSAGES]
//
// It measures and does not judge: on a busy machine every figure is worse.
import { randomUUID } from 'node:crypto';

import { decode, encode } from '@msgpack/msgpack';
import { WebSocket } from 'ws';

import { call, demonstrate, launch, signIn, tokenOf } from './demonstration.mjs';

const AUTHORS = ['bob', 'carol'];
/** Unanswered messages of each author: half of what the server allows. */
const WINDOW = 32;
const SCROLLED_FOR_MS = 10_000;
/** A notch of a wheel, sixty times a second: eight screens a second. */
const NOTCH_PIXELS = 120;
const PREPENDS = 20;
const count = Number(process.argv[2] ?? 100_000);

const demonstration = await demonstrate('--rate-limits', 'off');
try {
  const { address } = demonstration;
  const channel = await longChannel(address);
  await Promise.all(AUTHORS.map((author, place) => talk(address, author, channel, place)));
  say(`${count} messages sent`);
  await measure(address, channel);
} finally {
  await demonstration.end();
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

/** A channel with Alice, who reads, and the authors. */
async function longChannel(address) {
  const token = await tokenOf(address, 'alice');
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
  const token = await tokenOf(address, author);
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
  const browser = await launch('--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync');
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${address}/chat`);
    await signIn(page, 'alice');
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
