// Once per run: a data folder that holds the demonstration, and logins of its people. Each server of a
// test starts with a copy of both.

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TestProject } from 'vitest/node';

import { FAILURES } from './failures';
import { logIn } from './logins';
import { ServerProcess } from './process';

const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace'];

export interface Seed {
  folder: string;
  /** By user name. */
  tokens: Record<string, string>;
}

declare module 'vitest' {
  export interface ProvidedContext {
    seed: Seed;
  }
}

/** Runs before all test files; what it returns runs after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await rm(FAILURES, { recursive: true, force: true });
  const folder = await mkdtemp(join(tmpdir(), 'orvale-chat-seed-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    project.provide('seed', { folder, tokens: await fill(folder) });
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

async function fill(folder: string): Promise<Record<string, string>> {
  const server = await ServerProcess.start({ folder, port: 0 });
  const tokens: Record<string, string> = {};
  for (const username of PEOPLE) tokens[username] = await logIn(server.address, username);
  const code = await server.terminate();
  // SQLite writes its log back when it is closed; a copy without it could miss what was written last.
  const left = (await readdir(folder)).filter((name) => /-(wal|shm)$/.test(name));
  if (code !== 0 || left.length > 0) {
    throw new Error(`the server ended with ${code} and left ${left.join(', ') || 'nothing'} open: the demonstration cannot be copied`);
  }
  return tokens;
}
