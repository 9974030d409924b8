// Measures what the page needs of the processor, and prints what docs/performance.md shows:
//
//   ORVALE_CHAT_BIN=../target/release/orvale-chat node scripts/page-speed.mjs [MESSAGES]
//
// A key in the composer, with so many messages loaded and ten people typing, and with 60 in the same run; the
// first row of a channel and of a thread; and 40 messages that arrive in 1.6 s. It measures and does not judge. On
// a busy machine every figure is worse.
import { randomUUID } from 'node:crypto';

import { decode, encode } from '@msgpack/msgpack';
import { WebSocket } from 'ws';

import { call, demonstrate, launch, signIn, tokenOf } from './demonstration.mjs';

const READER = 'alice';
const TYPISTS = ['bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'olivia', 'heidi', 'ivan', 'judy'];
/** Those whom the demonstration has not. */
const ADDED = TYPISTS.slice(-3);
/** How often someone who types says so. */
const TYPING_EVERY_MS = 2000;
/** Unanswered messages at once: half of what the server allows. */
const WINDOW = 32;
const KEYS = 'The printer on the third floor says it is offline, and prints all the same. ';
const SWITCHES = 10;
const FEW = 60;
const REPLIES = 30;
const BURST = 40;
const BURST_MS = 1600;
const BURSTS = 5;
const count = Number(process.argv[2] ?? 10_000);

const LAST = 'the last message';
const ROOT = 'a message with replies';

/** Someone's connection, who writes and types. */
class Connection {
  #socket;
  #reference = 0;
  #answered = new Map();

  static async open(address, username) {
    const token = await tokenOf(address, username);
    const connection = new Connection();
    await connection.#connect(address, token);
    return connection;
  }

  send(name, data) {
    this.#reference += 1;
    this.#socket.send(encode([1, this.#reference, name, data]));
    return new Promise((done) => this.#answered.set(this.#reference, done));
  }

  write(channelId, message, more = {}) {
    return this.send('send_message', { channelId, clientId: randomUUID(), message, ...more });
  }

  /** Sends messages, a window of them at a time. */
  async sendMany(channelId, amount) {
    for (let sent = 0; sent < amount; sent += WINDOW) {
      const batch = Math.min(WINDOW, amount - sent);
      await Promise.all(Array.from({ length: batch }, (_, index) => this.write(channelId, text(sent + index))));
    }
  }

  close() {
    this.#socket.close();
  }

  #connect(address, token) {
    this.#socket = new WebSocket(`${address.replace('http', 'ws')}/api/chat/ws`, 'orvale.chat.v1.msgpack');
    this.#socket.binaryType = 'nodebuffer';
    return new Promise((done, failed) => {
      this.#socket.on('error', failed);
      this.#socket.on('message', (bytes) => {
        const [kind, reference, value] = decode(bytes);
        if (kind === 0 && reference === 'hello') done(this.send('authenticate', { token }));
        if (kind === 3) failed(new Error(JSON.stringify(value)));
        if (kind === 4) this.#socket.send(encode([5, reference]));
        if (kind === 2) this.#answered.get(reference)?.(value);
      });
    });
  }
}

const demonstration = await demonstrate('--rate-limits', 'off');
try {
  await demonstration.add(ADDED);
  await measure(demonstration.address);
} finally {
  await demonstration.end();
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

function figure(name, values) {
  say(`${name}: median ${median(values).toFixed(1)} ms, largest ${Math.max(...values).toFixed(1)} ms`);
}

async function measure(address) {
  const token = await tokenOf(address, READER);
  const busy = await channel(address, token, 'busy', TYPISTS);
  const quiet = await channel(address, token, 'quiet', TYPISTS);
  const writers = await Promise.all(TYPISTS.map((username) => Connection.open(address, username)));
  await writers[0].sendMany(quiet, FEW);
  const root = await writers[0].write(quiet, ROOT);
  for (let reply = 0; reply < REPLIES; reply += 1) await writers[1].write(quiet, text(reply), { threadId: root.message.id });
  const browser = await launch('--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync');
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${address}/chat`);
    await signIn(page, READER);
    const devtools = await page.context().newCDPSession(page);
    // In its own processor time, which other programs do not prolong.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await open(page, 'busy', busy);
    await open(page, 'quiet', quiet);
    // As they arrive they are loaded, and stay so; nothing of it is painted.
    await Promise.all(writers.map((writer) => writer.sendMany(busy, Math.ceil(count / writers.length))));
    await writers[0].write(busy, LAST);
    await typing(page, devtools, writers, quiet, FEW);
    await threads(page, devtools);
    await open(page, 'busy', busy);
    await page.locator('#messages article').first().waitFor();
    // It opens where it is unread, and is read to its end.
    await page.evaluate(() => document.querySelector('#messages').scrollTo(0, 1e9));
    await page.locator('#messages article').filter({ hasText: LAST }).first().waitFor({ state: 'attached', timeout: 60_000 });
    await typing(page, devtools, writers, busy, count);
    await switches(page, devtools, [['quiet', quiet], ['busy', busy]]);
    await bursts(page, devtools, writers, busy);
  } finally {
    await browser.close();
    for (const writer of writers) writer.close();
  }
}

async function channel(address, token, name, members) {
  const { id } = await call(address, '/api/chat/channels', token, { name, type: 'public' });
  for (const userId of members) await call(address, `/api/chat/channels/${id}/members`, token, { userId });
  return id;
}

function text(number) {
  if (number % 97 === 0) return `Step ${number}:\n\`\`\`\nipconfig /flushdns\n\`\`\`\nthen try **again**`;
  if (number % 13 === 0) return `Message ${number}: ${'the printer on the third floor says it is offline and prints all the same. '.repeat(4)}`;
  return `Message ${number}: looking into it, see https://desk.example.org/tickets/${number}`;
}

async function open(page, name, id) {
  await page.getByRole('navigation').getByRole('link', { name: new RegExp(`^${name}`) }).click();
  await page.waitForURL(`**/chat/c/${id}`);
  await page.locator('#messages').waitFor();
}

/** The main thread's time in tasks, since the page was opened, in ms. */
async function busyMs(devtools) {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
}

/** Keys in a channel with so many messages loaded, while ten people type. */
async function typing(page, devtools, writers, id, loaded) {
  const tell = () => writers.forEach((writer) => void writer.send('typing_start', { channelId: id }));
  const told = setInterval(tell, TYPING_EVERY_MS);
  tell();
  await page.getByText(/typing/).first().waitFor();
  say(`${loaded} messages loaded, ${writers.length} people typing`);
  await keys(page, devtools);
  clearInterval(told);
}

/** Opens a thread again and again. */
async function threads(page, devtools) {
  const times = [];
  const used = [];
  // Past the line of what is new, where the channel was opened.
  const replies = page.getByRole('log').getByRole('button', { name: `${REPLIES} replies` });
  while ((await replies.count()) === 0) {
    await page.evaluate(() => document.querySelector('#messages').scrollBy(0, 600));
    await page.waitForTimeout(100);
  }
  for (let turn = 0; turn < SWITCHES; turn += 1) {
    const before = await busyMs(devtools);
    await page.evaluate(() => {
      globalThis.shown = new Promise((done) => {
        addEventListener('click', () => {
          const began = performance.now();
          const look = () => {
            const there = document.querySelector('aside article') !== null;
            requestAnimationFrame(there ? () => setTimeout(() => done(performance.now() - began)) : look);
          };
          look();
        }, { once: true, capture: true });
      });
    });
    await replies.first().click();
    times.push(await page.evaluate(() => globalThis.shown));
    used.push((await busyMs(devtools)) - before);
    await page.waitForTimeout(300);
    await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click();
    await page.waitForTimeout(200);
  }
  figure('from the click on a thread to its first painted row', times);
  figure('the time of the main thread for that', used);
}

async function keys(page, devtools) {
  const box = page.locator('[data-composer] textarea');
  await box.focus();
  await page.evaluate(() => {
    const first = globalThis.handled === undefined;
    globalThis.handled = [];
    if (!first) return;
    let began = 0;
    addEventListener('keydown', () => (began = performance.now()), { capture: true });
    // React renders before the event reaches the window again. To wait for another task instead would
    // count the time in which the browser paints, or does nothing.
    addEventListener('input', () => {
      void document.querySelector('#messages')?.scrollHeight;
      globalThis.handled.push(performance.now() - began);
    });
  });
  const before = await busyMs(devtools);
  for (const key of KEYS) {
    await page.keyboard.type(key);
    await page.waitForTimeout(80);
  }
  const spent = (await busyMs(devtools)) - before;
  figure('a key, until its letter is laid out', await page.evaluate(() => globalThis.handled));
  say(`a key and all else in its 80 ms, typing lines and painting included: ${(spent / KEYS.length).toFixed(1)} ms of the main thread`);
  await box.fill('');
}

async function switches(page, devtools, channels) {
  const times = [];
  const used = [];
  for (let turn = 0; turn < SWITCHES; turn += 1) {
    for (const [name, id] of channels) {
      const before = await busyMs(devtools);
      await page.evaluate(() => {
        globalThis.shown = new Promise((done) => {
          addEventListener('click', () => {
            const began = performance.now();
            const heading = document.querySelector('h1')?.textContent;
            const old = document.querySelector('#messages article');
            const look = () => {
              const row = document.querySelector('#messages article');
              const there = row !== null && row !== old && document.querySelector('h1')?.textContent !== heading;
              // In a task after the frame that paints it.
              requestAnimationFrame(there ? () => setTimeout(() => done(performance.now() - began)) : look);
            };
            look();
          }, { once: true, capture: true });
        });
      });
      await open(page, name, id);
      times.push(await page.evaluate(() => globalThis.shown));
      used.push((await busyMs(devtools)) - before);
      await page.waitForTimeout(200);
    }
  }
  figure('from the click on a channel to its first painted row', times);
  figure('the time of the main thread for that', used);
}

async function bursts(page, devtools, writers, id) {
  const long = [];
  await page.evaluate(() => {
    globalThis.long = [];
    new PerformanceObserver((list) => globalThis.long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  });
  const before = await busyMs(devtools);
  for (let burst = 0; burst < BURSTS; burst += 1) {
    for (let sent = 0; sent < BURST; sent += 1) {
      void writers[sent % writers.length].write(id, text(burst * BURST + sent));
      await new Promise((done) => setTimeout(done, BURST_MS / BURST));
    }
  }
  await page.waitForTimeout(1000);
  const spent = (await busyMs(devtools)) - before;
  long.push(...(await page.evaluate(() => globalThis.long)));
  say(`${BURSTS} times ${BURST} messages in ${BURST_MS} ms: ${long.length} tasks over 50 ms${long.length > 0 ? ` (${long.map(Math.round).join(', ')})` : ''}, ${(spent / BURSTS / BURST).toFixed(1)} ms of the main thread per message`);
}
