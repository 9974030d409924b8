// @vitest-environment node
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { ChatError, type ErrorCode } from '../../core/protocol/errors';
import { english } from './english';
import { german } from './german';
import { reasonOf } from './reasons';

const ENGINE = join(import.meta.dirname, '../../../..');
/** What stands in the engine before a sentence, with the code that it is refused with. */
const REFUSED = /(ErrorCode::(?:Conflict|Forbidden|TooLarge|Invalid),|\b(?:[cC]onflict|Forbidden|too_large|[iI]nvalid)\(|let (?:reason|message|why) =)\s*(?:format!\(|String::from\()?\s*"((?:[^"\\]|\\[\s\S])*)"/g;

/** Every sentence with which the engine refuses something, with something in place of what it names. */
async function engineSentences(): Promise<[ErrorCode, string][]> {
  const found: [ErrorCode, string][] = [];
  for (const root of ['actors', 'entity', 'src']) {
    for (const file of await readdir(join(ENGINE, root), { recursive: true })) {
      // Not of tests, nor of what is run and read in a terminal.
      if (!file.endsWith('.rs') || /(?:^|\/)tests(?:\/|\.rs)/.test(file) || (root === 'src' && /^(?:commands|config|server|demo)\b/.test(file))) continue;
      const [source = ''] = (await readFile(join(ENGINE, root, file), 'utf8')).split('#[cfg(test)]');
      for (const [, before = '', sentence = ''] of source.matchAll(REFUSED)) {
        const code = /conflict/i.test(before) ? 'conflict' : /forbidden/i.test(before) ? 'forbidden' : /large/i.test(before) ? 'too_large' : 'invalid';
        found.push([code, sentence.replaceAll(/\\\n\s*/g, '').replaceAll('\\"', '"').replaceAll(/\{[^}]*:\?\}/g, '"7"').replaceAll(/\{[^}]*\}/g, '7')]);
      }
    }
  }
  return found;
}

const inGerman = (code: ErrorCode, message: string): string => reasonOf(new ChatError(code, message), german);
const inEnglish = (code: ErrorCode, message: string): string => reasonOf(new ChatError(code, message), english);

/** Sentences that the page can cause none of: about what programs send. */
const OF_PROGRAMS: readonly RegExp[] = [
  /^(?:give either|seq and seqs|alsoToChannel|mutedUntil mutes|notes are for|statusMessageUntil needs|views has|kinds has|points has|coordinates are|targetUser |clientId was used|before, after|quietHours\.|each section must|the id of a section|q, archived|permissions: unknown)/,
  /^(?:the third element|the reply does not fit|this connection is already|the request target|the URL |the body (?:must|ended|is too large))|Idempotency-Key/,
  // What the page makes of a call, of a mark on a screen, and of the parts of a name before the reason.
  /^(?:a candidate|a session description|This call goes from device to device\..*|This mark is finished\..*|a mark has at most .*|\w+: 7)$/,
  // Read in a terminal.
  /^(?:another server has claimed|a database URL|sqlite:|the database cannot store|the path of a backup|cannot create|username is taken|the role admin)/,
];

describe('why something did not work', () => {
  it('is the server’s sentence where it refuses on purpose, else the page’s', () => {
    expect(inEnglish('forbidden', 'Join the channel first.')).toBe('Join the channel first.');
    expect(inEnglish('busy', 'queue full')).toBe(english.errors.busy);
    expect(reasonOf(new TypeError('x is undefined'), english)).toBe(english.errors.internal);
  });

  it('names the field, in the user’s language', () => {
    expect(inEnglish('invalid', 'name must not start with #')).toBe('The name must not start with #.');
    expect(inGerman('invalid', 'name must not start with #')).toBe('Der Name darf nicht mit # beginnen.');
    expect(inGerman('invalid', 'description contains the character U+202E; remove it')).toBe('Das Thema enthält ein Zeichen, das nicht erlaubt ist (U+202E).');
    expect(inGerman('too_large', 'statusMessage is longer than 100 characters')).toBe('Die Statusnachricht darf höchstens 100 Zeichen lang sein.');
    expect(inGerman('invalid', 'plan.pdf is not what its name says: it contains a program')).toBe('Der Inhalt von plan.pdf passt nicht zum Dateinamen.');
    expect(inGerman('invalid', 'fileIds must name at most 10 files')).toBe('Eine Nachricht kann höchstens 10 Dateien haben.');
    expect(inGerman('invalid', 'message is empty')).toBe('Die Nachricht darf nicht leer sein.');
    expect(inGerman('invalid', 'comment is empty')).toBe('Der Kommentar darf nicht leer sein.');
    expect(inGerman('invalid', 'ticket description is empty')).toBe('Die Beschreibung darf nicht leer sein.');
    expect(inEnglish('too_large', 'reason is longer than 5000 characters')).toBe('The reason can have at most 5000 characters.');
    expect(inGerman('conflict', 'channel name is taken: #network exists; choose another')).toBe('Den Kanal #network gibt es schon. Wählen Sie einen anderen Namen.');
  });

  it.each([
    ['nobody is not an active user', 'There is no active account called nobody.'],
    ['at most 100 reminders can be set; delete another one first', 'At most 100 reminders can be set; delete another one first.'],
    ['someone else has changed this ticket in the meantime', 'Someone else has changed this ticket in the meantime.'],
    ['plan.pdf is not what its name says: it contains a program', 'plan.pdf is not what its name says: it contains a program.'],
    ['the file is empty', 'The file is empty.'],
    ['members of the team belong to its channel; mute it instead', 'Members of the team belong to its channel; mute it instead.'],
    ['there is nobody to call here', 'There is nobody to call here.'],
    ['a system message cannot be forwarded', 'A system message cannot be forwarded.'],
    ['The server does not forward this device. Join the call again.', 'The server does not forward this device. Join the call again.'],
    ['Your account no longer exists.', 'Your account no longer exists.'],
  ])('is said in English as well: %s', (message, expected) => {
    expect(inEnglish('conflict', message)).toBe(expected);
    expect(inGerman('conflict', message)).not.toBe(german.errors.conflict);
  });

  it.each(['limit must be a number from 1 to 200', 'body: missing field `userId`', 'threadId must name a message'])('is no sentence for programs: %s', (message) => {
    expect(inEnglish('invalid', message)).toBe(english.errors.invalid);
  });

  it('is never a sentence of another language, whatever the code', () => {
    for (const code of Object.keys(english.errors) as ErrorCode[]) {
      for (const message of ['a sentence that no page knows', 'Some sentence that no page knows.']) {
        expect(inGerman(code, message)).toBe(german.errors[code]);
        expect(german.errors[code]).not.toBe(english.errors[code]);
      }
    }
  });

  it('has every refusal of a permission in German', async () => {
    const rules = await readFile(join(ENGINE, 'entity/src/permission/decide.rs'), 'utf8');
    const refusals = [...rules.matchAll(/Denial::Forbidden\("([^"]+)"\)/g)].map(([, sentence = '']) => sentence);
    expect(refusals.length).toBeGreaterThan(10);
    const missing = refusals.filter((sentence) => inGerman('forbidden', sentence) === german.errors.forbidden);
    expect(missing).toEqual([]);
  });

  it('has every sentence in German that the page shows in English', async () => {
    const sentences = await engineSentences();
    expect(sentences.length).toBeGreaterThan(150);
    const untold = sentences.filter(([code, sentence]) => inEnglish(code, sentence) !== english.errors[code] && inGerman(code, sentence) === german.errors[code] && !OF_PROGRAMS.some((pattern) => pattern.test(sentence)));
    expect(untold.map(([, sentence]) => sentence)).toEqual([]);
  });

  it('has every rule for a text that people write in German', async () => {
    const files = ['entity/src/text.rs', 'entity/src/text/people.rs'];
    const texts = (await Promise.all(files.map((file) => readFile(join(ENGINE, file), 'utf8')))).join('');
    const rules = [...texts.matchAll(/(?:rule: |form\()"([^"]+)"/g)].map(([, rule = '']) => rule).filter((rule) => !rule.startsWith('look like'));
    expect(rules.length).toBeGreaterThan(3);
    const missing = rules.filter((rule) => inGerman('invalid', `name must ${rule}`) === 'Der Name ist ungültig.');
    expect(missing).toEqual([]);
  });
});
