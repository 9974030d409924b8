import { expect, it } from 'vitest';

import { ChatError, type ErrorCode } from '../../core/protocol/errors';
import { english } from '../../shared/words/english';
import { german } from '../../shared/words/german';
import { english as files } from './file-words';
import { refusalOf } from './refusals';
import sentences from './refusals.generated.json';
import { german as germanFiles } from './words.de';

const said = (message: string, code: 'invalid' | 'busy' | 'rate_limited' | 'too_large' = 'invalid') => refusalOf(new ChatError(code, message), { ...english, ...files });

it('names the kinds that are allowed, or those that are not', () => {
  const allowed = 'files like a.log are not allowed here; allowed: image/*, .txt, application/pdf, .pdf';
  expect(said(allowed)).toBe('This kind of file isn’t allowed here. You can send images, TXT, and PDF.');
  expect(said('files like a.exe are not allowed here; not allowed: .exe, application/vnd.ms-cab')).toBe('This kind of file isn’t allowed here. Not allowed: EXE and application/vnd.ms-cab.');
  expect(refusalOf(new ChatError('invalid', allowed), { ...german, ...germanFiles })).toBe('Dateien dieser Art sind hier nicht erlaubt. Sie können Bilder, TXT und PDF senden.');
});

it('says what else is wrong with a file', () => {
  expect(said('a.png is not what its name says: it contains text')).toBe('The content isn’t what the file name says.');
  expect(said('the file is too large; the limit is 20 MiB', 'too_large')).toBe('The file is too large. The limit is 20 MB.');
  expect(said('the picture is too large: 50000 × 40000 pixels; make it smaller')).toBe('The picture has 50000 × 40000 pixels, which is too many. Make it smaller.');
  expect(said("the server's disk is too full for files; tell an administrator", 'busy')).toBe('The server has no space left for files. Tell an administrator.');
  expect(said('the file is larger than all that is allowed in a day; the limit is 5 MiB', 'too_large')).toBe('The file is larger than what you can upload in a day, which is 5 MB.');
  expect(said('you have uploaded as much as is allowed in a day; try again later', 'rate_limited')).toBe('You’ve uploaded as much as you can today. Try again later.');
  expect(said('`durationMs` is wrong')).toBe('This kind of file can’t be sent, or it isn’t what its name says.');
});

it.each([
  ['English', { ...english, ...files }],
  ['German', { ...german, ...germanFiles }],
])('has words of its own for all that the engine says, in %s', (_, words) => {
  const plain = [words.files.refused, words.files.tooLarge, ...Object.values(words.errors)];
  const shown = sentences.map(({ code, message }) => refusalOf(new ChatError(code as ErrorCode, message), words));
  expect(shown.filter((text) => plain.includes(text))).toEqual([]);
  // What the page knows is all said: a reason whose sentence has changed would be missing here.
  expect(new Set(shown).size).toBe(Object.keys(words.files.refusals.reasons).length + 2);
});
