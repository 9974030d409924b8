// Measures the page in a channel of 1,000 pictures, and prints what docs/performance.md shows:
//
//   ORVALE_CHAT_BIN=../target/release/orvale-chat node scripts/many-pictures.mjs [PICTURES]
//
// It scrolls to the last of them, and up again. It measures and does not judge: on a busy machine every figure
// is worse, except the CPU time.
import { deflateSync, crc32 } from 'node:zlib';

import { call, demonstrate, launch, signIn, tokenOf } from './demonstration.mjs';

const AUTHOR = 'bob';
/** As a screenshot has. */
const WIDTH = 960;
const HEIGHT = 600;
const AT_ONCE = 4;
const NOTCH_PIXELS = 120;
/** How long one way may take: a busy machine paints fewer frames, and each turn of the wheel waits for one. */
const LONGEST_MS = 180_000;
const count = Number(process.argv[2] ?? 1000);

// A few different ones are enough to send: each is a file of its own to the server and to the page.
const different = Array.from({ length: Math.min(8, count) }, (_, number) => picture(number));
const demonstration = await demonstrate('--rate-limits', 'off');
try {
  const channel = await fill(demonstration.address);
  say(`${count} pictures of ${WIDTH} × ${HEIGHT} sent`);
  await measure(demonstration.address, channel);
} finally {
  await demonstration.end();
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A picture that no other is, with edges and noise as photographs have. */
function picture(number) {
  const rows = Buffer.alloc(HEIGHT * (WIDTH * 3 + 1));
  let noise = number + 1;
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      noise = (noise * 1_103_515_245 + 12_345) % 2_147_483_648;
      const at = y * (WIDTH * 3 + 1) + 1 + x * 3;
      rows[at] = (x + number * 37) % 256;
      rows[at + 1] = (y + number * 11) % 256;
      rows[at + 2] = (Math.floor(x / 64) + Math.floor(y / 64)) % 2 === 0 ? 40 : noise % 256;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 1 })), chunk('IEND', Buffer.alloc(0))]);
}

/** A channel with the pictures, one a message, which Alice reads. */
async function fill(address) {
  const alice = await tokenOf(address, 'alice');
  const { id } = await call(address, '/api/chat/channels', alice, { name: 'pictures', type: 'public' });
  await call(address, `/api/chat/channels/${id}/members`, alice, { userId: AUTHOR });
  const token = await tokenOf(address, AUTHOR);
  let next = 0;
  const send = async () => {
    while (next < count) {
      const number = next;
      next += 1;
      const sent = await fetch(`${address}/api/chat/files?name=picture-${number + 1}.png`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: different[number % different.length] });
      if (!sent.ok) throw new Error(`${sent.status} ${await sent.text()}`);
      const file = await sent.json();
      await call(address, `/api/chat/channels/${id}/messages`, token, { message: `Picture ${number + 1}`, fileIds: [file.id] });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  return id;
}

async function measure(address, channel) {
  const browser = await launch('--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync');
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${address}/chat`);
    await signIn(page, 'alice');
    await page.getByRole('navigation').getByRole('link', { name: /^pictures/ }).click();
    await page.waitForURL(`**/chat/c/${channel}`);
    await page.locator('#messages img').first().waitFor();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.mouse.move(800, 450);
    // Nobody has read it: it opens at its beginning.
    await scroll(page, devtools, 1);
    await scroll(page, devtools, -1);
  } finally {
    await browser.close();
  }
}

/** The CPU time that the page's main thread has used, in ms. */
async function cpuMs(devtools) {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
}

/** Turns the wheel to an end of the channel, and counts the frames that were painted meanwhile. */
async function scroll(page, devtools, direction) {
  await page.evaluate(() => {
    globalThis.times = [];
    const painted = (at) => {
      globalThis.times.push(at);
      globalThis.counting = requestAnimationFrame(painted);
    };
    globalThis.counting = requestAnimationFrame(painted);
  });
  const before = await cpuMs(devtools);
  let mostHeap = 0;
  let seen = 0;
  const last = direction < 0 ? 1 : count;
  const until = Date.now() + LONGEST_MS;
  for (let still = 0; still < 12 && Date.now() < until; ) {
    for (let notch = 0; notch < 15; notch += 1) {
      await page.mouse.wheel(0, direction * NOTCH_PIXELS);
      await page.waitForTimeout(16);
    }
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    mostHeap = Math.max(mostHeap, usedSize);
    const first = await page.evaluate(([towards]) => {
      const texts = [...document.querySelectorAll('#messages article')].flatMap((row) => /Picture (\d+)/.exec(row.textContent ?? '')?.[1] ?? []);
      return Number((towards < 0 ? texts[0] : texts.at(-1)) ?? 0);
    }, [direction]);
    // Where no picture is in view, this is the end as well.
    still = first === seen || first === 0 ? still + 1 : 0;
    if (first === last) still = Math.max(still, 10);
    seen = first === 0 ? seen : first;
  }
  const spent = (await cpuMs(devtools)) - before;
  const { frames, ms, late } = await page.evaluate(() => {
    cancelAnimationFrame(globalThis.counting);
    const { times } = globalThis;
    return { frames: times.length, ms: times.at(-1) - times[0], late: times.filter((at, index) => index > 0 && at - times[index - 1] > 50).length };
  });
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  const way = direction < 0 ? 'up again' : 'down';
  if (seen !== last) say(`stopped before the end, at picture ${seen} of ${count}`);
  say(`scrolling ${way} to picture ${seen}: ${((frames * 1000) / ms).toFixed(1)} frames/s over ${Math.round(ms / 1000)} s, ${late} frames later than 50 ms`);
  say(`CPU time of the main thread: ${(spent / frames).toFixed(1)} ms per frame`);
  say(`heap: at most ${(mostHeap / 1e6).toFixed(1)} MB, ${(usedSize / 1e6).toFixed(1)} MB after collecting garbage`);
}
