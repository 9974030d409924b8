// Measures what a slow line shows when: 50 kB/s each way, shared by all connections, with 50 ms of delay, and nothing in
// the browser's cache.
//
//   ORVALE_CHAT_BIN=../target/release/orvale-chat node scripts/slow-line.mjs [RUNS]
//
// It measures and does not judge. `ORVALE_CHAT_WEB` names a built page to measure instead of the one in the binary.
import { connect, createServer } from 'node:net';
import { setTimeout as pass } from 'node:timers/promises';

import { call, demonstrate, launch, tokenOf } from './demonstration.mjs';

const BYTES_PER_MS = 50;
const DELAY_MS = 50;
const PACKET = 1400;
/** More is not taken from a connection than its share can carry soon. */
const MOST_WAITING = 12 * PACKET;
const READER = 'alice';
const SHOWN = { outline: '.shell, nav', sidebar: 'nav a[data-channel]', message: '[role=log] article' };
const runs = Number(process.argv[2] ?? 2);

/** One direction of the line: a packet of each connection in turn. */
class Way {
  #flows = [];
  #running = false;

  carry(from, to) {
    const flow = { to, packets: [], from, ended: false };
    this.#flows.push(flow);
    from.on('data', (bytes) => {
      for (let start = 0; start < bytes.length; start += PACKET) flow.packets.push(bytes.subarray(start, start + PACKET));
      if (flow.packets.length * PACKET > MOST_WAITING) from.pause();
      void this.#run();
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      flow.ended = true;
      void this.#run();
    });
  }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    let due = performance.now();
    for (let flow = this.#next(); flow !== undefined; flow = this.#next()) {
      const packet = flow.packets.shift();
      if (flow.packets.length * PACKET < MOST_WAITING) flow.from.resume();
      due = Math.max(due, performance.now() - 5) + packet.length / BYTES_PER_MS;
      setTimeout(() => flow.to.write(packet), Math.max(0, due - performance.now()) + DELAY_MS);
      await pass(Math.max(0, due - performance.now()));
    }
    for (const { to } of this.#flows.filter(({ ended }) => ended)) setTimeout(() => to.end(), 2 * DELAY_MS);
    this.#flows = this.#flows.filter(({ ended }) => !ended);
    this.#running = false;
  }

  /** The connection whose turn it is goes to the end of the queue. */
  #next() {
    const flow = this.#flows.find(({ packets }) => packets.length > 0);
    if (flow !== undefined) this.#flows = [...this.#flows.filter((other) => other !== flow), flow];
    return flow;
  }
}

async function slowLine(address) {
  const { port } = new URL(address);
  const [up, down] = [new Way(), new Way()];
  const listener = createServer(async (near) => {
    near.on('error', () => undefined);
    await pass(DELAY_MS);
    const far = connect(Number(port), '127.0.0.1');
    up.carry(near, far);
    down.carry(far, near);
  });
  await new Promise((listening) => listener.listen(0, '127.0.0.1', listening));
  return { address: `http://127.0.0.1:${listener.address().port}`, close: () => listener.close() };
}

async function measure(line, token, channelId) {
  const browser = await launch('--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync');
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript((login) => localStorage.setItem('authToken', login), token);
    await page.goto(`${line.address}/chat/c/${channelId}`, { waitUntil: 'commit' });
    const shown = Object.entries(SHOWN).map(async ([name, selector]) => {
      await page.locator(selector).first().waitFor({ state: 'attached', timeout: 60_000 });
      return `${name} ${((await page.evaluate(() => performance.now())) / 1000).toFixed(1)} s`;
    });
    process.stdout.write(`${(await Promise.all(shown)).join(', ')}\n`);
  } finally {
    await browser.close();
  }
}

const demonstration = await demonstrate('--rate-limits', 'off');
const line = await slowLine(demonstration.address);
try {
  const token = await tokenOf(demonstration.address, READER);
  const { id } = await call(demonstration.address, '/api/chat/channels', token, { name: 'slow', type: 'public' });
  await call(demonstration.address, `/api/chat/channels/${id}/messages`, token, { clientId: crypto.randomUUID(), message: 'The first message.' });
  for (let run = 0; run < runs; run += 1) await measure(line, token, id);
} finally {
  line.close();
  await demonstration.end();
  process.exit();
}
