// Asks Lighthouse what it thinks of the page, logged in, three times as a desktop and as a phone:
//
//   npm install --no-save lighthouse
//   ORVALE_CHAT_BIN=../target/release/orvale-chat node scripts/lighthouse.mjs
//
// It measures and does not judge. Lighthouse's own measure of the machine stands behind each line: below
// 1,500 the machine is too busy, or too slow, for the scores to mean anything.
import lighthouse, { desktopConfig } from 'lighthouse';
import { launch } from 'puppeteer-core';

import { demonstrate, tokenOf } from './demonstration.mjs';

const RUNS = 3;
const MEASURES = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'];

const demonstration = await demonstrate('--rate-limits', 'off');
const browser = await launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-proxy-server'] });
try {
  const address = `${demonstration.address}/chat`;
  const page = await browser.newPage();
  await page.goto(address);
  await page.evaluate((token) => localStorage.setItem('authToken', token), await tokenOf(demonstration.address, 'alice'));
  for (const [device, config] of [['desktop', desktopConfig], ['mobile', undefined]]) {
    for (let run = 0; run < RUNS; run += 1) {
      const options = { disableStorageReset: true, logLevel: 'error', onlyCategories: ['performance', 'accessibility', 'best-practices'] };
      const { lhr } = await lighthouse(address, options, config, page);
      const scores = Object.values(lhr.categories).map(({ title, score }) => `${title} ${Math.round(score * 100)}`);
      const measures = MEASURES.map((name) => `${name} ${lhr.audits[name].displayValue}`);
      process.stdout.write(`${device}: ${[...scores, ...measures].join(', ')} (machine ${lhr.environment.benchmarkIndex})\n`);
    }
  }
} finally {
  await browser.close();
  await demonstration.end();
}
