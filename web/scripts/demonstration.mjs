// A demonstration of its own for a script, and a browser to look at it.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { chromium } from 'playwright-core';

/** The password of everyone in the demonstration. */
export const PASSWORD = 'orvale-demo';

const { ORVALE_CHAT_BIN: binary, ...env } = process.env;

/** Starts the server that `ORVALE_CHAT_BIN` names on fresh data; gives its address and its ways to end. */
export async function demonstrate(...options) {
  if (binary === undefined) throw new Error('ORVALE_CHAT_BIN must name the server');
  const data = await mkdtemp(join(tmpdir(), 'orvale-chat-'));
  const server = spawn(resolve(binary), ['--demo', '--listen', '127.0.0.1:0', '--data', data, ...options], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((done) => {
    server.once('exit', done);
  });
  const address = await new Promise((found, failed) => {
    let said = '';
    server.stderr.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
      const listening = /listening on (http:\/\/\S+)\s/.exec(said)?.[1];
      if (listening !== undefined) found(listening);
    });
    server.once('exit', () => failed(new Error(said)));
  });
  /** Leaves the data: a page that is open finds nobody any more. */
  const kill = async () => {
    server.kill('SIGKILL');
    await ended;
  };
  const end = async () => {
    await kill();
    await rm(data, { recursive: true, force: true });
  };
  /** Adds people, with everyone's password. */
  const add = async (usernames) => {
    for (const username of usernames) {
      const adding = spawn(resolve(binary), ['user', 'add', username, '--data', data, '--password-stdin'], { env, stdio: ['pipe', 'ignore', 'inherit'] });
      adding.stdin.end(PASSWORD);
      await new Promise((done) => adding.once('exit', done));
    }
  };
  return { address, kill, end, add };
}

/** Posts to a route. */
export async function call(address, path, token, body) {
  const headers = { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}

export async function tokenOf(address, username) {
  const { token } = await call(address, '/api/auth/login', null, { username, password: PASSWORD });
  return token;
}

export function launch(...options) {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-proxy-server', ...options] });
}

/** Signs in on a page that shows the login. */
export async function signIn(page, username) {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().waitFor();
}
