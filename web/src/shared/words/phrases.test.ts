// @vitest-environment node
// What page and widget never say: each phrase has a better one, which stands beside it.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

const SOURCES = join(import.meta.dirname, '../..');
const SCRIPTS = /(?<!\.test)\.tsx?$/;
const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/ .*$/gm;

const PHRASES: readonly [wrong: RegExp, right: string][] = [
  [/\bDo not choose\b/i, 'Remove …'],
  [/\b(?:will not|won[’']t) be told\b/i, 'won’t be notified'],
  [/\bLoad it again\b/i, 'Reload'],
  [/\bUp to date as of\b/i, 'Last updated …'],
  [/\bIt can be read, not written to\b/i, 'You can read it but not post'],
  [/\bBring the channel back\b/i, 'Unarchive channel'],
  [/\bsilenced you\b/i, 'muted you'],
  [/\bAs the system\b/i, 'Use system setting'],
  // The verb: what is signed is something else.
  [/\bsign(?:ed|ing)? (?:in|out)\b/i, 'Log in, Log out'],
  [/\bIts admins\b/, 'Admins only'],
  // In the middle of a sentence it is right.
  [/\bNoch einmal\b/, 'Erneut versuchen'],
  [/\(freiwillig\)/i, '(optional)'],
  [/\bKanal zurückholen\b/i, 'Archivierung aufheben'],
  [/\bWie das System\b/i, 'Systemeinstellung'],
  [/\bmit Emoji versehen\b/i, 'reagieren'],
];

it('says nothing that has a better word', async () => {
  const names = (await readdir(SOURCES, { recursive: true })).filter((name) => SCRIPTS.test(name));
  expect(names.length).toBeGreaterThan(500);
  const texts = await Promise.all([...names, '../chat.html'].map(async (name) => [name, (await readFile(join(SOURCES, name), 'utf8')).replace(COMMENTS, '')] as const));
  const said = texts.flatMap(([name, text]) => PHRASES.flatMap(([wrong, right]) => (wrong.test(text) ? [`${name}: ${wrong.exec(text)?.[0]} → ${right}`] : [])));
  expect(said).toEqual([]);
});

it('knows each of them', () => {
  const wrong = ['Do not choose Bob', 'Bob will not be told', 'Load it again', 'Up to date as of 13:07', 'It can be read, not written to', 'Bring the channel back', 'A moderator silenced you', 'As the system', 'Sign in', 'Its admins', 'Noch einmal', 'Thema (freiwillig)', 'Kanal zurückholen', 'Wie das System', 'mit Emoji versehen'];
  expect(PHRASES.map(([phrase], index) => phrase.test(wrong[index] ?? ''))).toEqual(wrong.map(() => true));
});
