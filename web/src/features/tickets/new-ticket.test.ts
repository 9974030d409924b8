import { expect, it } from 'vitest';

import { messageOf } from '../../../tests/fakes/samples';
import { around, descriptionFrom, quoteOf, titleFrom, withoutQuote, withQuote, type Quoting } from './new-ticket';

const quoting: Quoting = ({ userId }, said) => `${userId}:\n“${said}”`;

it.each([
  ['The printer is on fire', 'The printer is on fire'],
  ['\n\n**Help!** it burns\nreally', 'Help! it burns'],
  ['', ''],
  ['x'.repeat(300), `${'x'.repeat(199)}…`],
])('takes the first line of %j as title', (text, title) => {
  expect(titleFrom(text)).toBe(title);
});

it('quotes each message under its author, with a link', () => {
  const messages = [messageOf({ id: 1, userId: 'bob', text: 'it **burns**\n\nreally' }), messageOf({ id: 2, userId: 'bob', text: 'help' })];
  expect(descriptionFrom(messages, quoting, 'https://chat.test/chat/c/1/1')).toBe('bob:\n“it burns\n\nreally”\n\nbob:\n“help”\n\nhttps://chat.test/chat/c/1/1');
});

it('quotes a message of files by their names', () => {
  const files = ['pic1.png', 'notes.txt'].map((name) => ({ id: name, name, size: 5, mimeType: 'text/plain', hasThumbnail: false }));
  expect(quoteOf(messageOf({ userId: 'bob', text: '', files }), quoting)).toBe('bob:\n“pic1.png, notes.txt”');
});

it('takes a quote in once, and out again, and leaves what was written by hand', () => {
  const quote = 'bob:\n“help”';
  const own = 'alice:\n“it burns”\n\nLINK\nMy own note';
  const both = withQuote(own, quote);
  expect(both).toBe(`${own}\n\n${quote}`);
  expect(withQuote(both, quote)).toBe(both);
  expect(withoutQuote(both, quote)).toBe(own);
  expect(withoutQuote(`${quote}\n\n${own}`, quote)).toBe(own);
  expect(withoutQuote(quote, quote)).toBe('');
  const rewritten = both.replace('help', 'help me');
  expect(withoutQuote(rewritten, quote)).toBe(rewritten);
});

it('keeps the link when the text is too long', () => {
  const description = descriptionFrom([messageOf({ text: '😀'.repeat(6000) })], quoting, 'LINK');
  expect([...description].length).toBeLessThanOrEqual(5000);
  expect(description.endsWith('…\n\nLINK')).toBe(true);
});

it('offers the messages on both sides that are no ticket yet', () => {
  const at = (id: number, change = {}) => messageOf({ id, seq: id, ...change });
  const timeline = [...Array.from({ length: 12 }, (_, index) => at(index + 1)), at(13, { deletedAt: 1 }), at(14), at(15, { type: 'system' }), at(16), at(17, { ticketReference: 'HD-250819-138' }), at(18)];
  expect(around(at(14), timeline).map(({ id }) => id)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 16, 18]);
  expect(around(at(99), timeline)).toEqual([]);
});
