// What a new ticket begins with when it is made from messages.

import { plainLines } from '../../core/formatting/lines';
import { plainText } from '../../core/formatting/plain';
import type { Message } from '../../core/protocol/generated';

const MOST_TITLE = 200;
const MOST_DESCRIPTION = 5000;
/** A ticket takes as many files at once. */
export const MOST_FILES = 10;
/** As many messages are offered on either side. */
const MOST_AROUND = 8;

/** The first line that says anything. */
export function titleFrom(text: string): string {
  const line = text
    .split('\n')
    .map((one) => plainText(one).trim())
    .find((one) => one !== '');
  return shortened(line ?? '', MOST_TITLE);
}

/** How a message is quoted: who wrote it and when, and its text in the quotation marks of the language. */
export type Quoting = (message: Message, said: string) => string;

/** Each message as a quote under who wrote it and when, and a link to the first one. */
export function descriptionFrom(messages: readonly Message[], quoting: Quoting, link: string): string {
  const quotes = messages.map((message) => quoteOf(message, quoting)).join('\n\n');
  return `${shortened(quotes, MOST_DESCRIPTION - link.length - 2)}\n\n${link}`;
}

/** Orvale shows descriptions as plain text, so the marks are left out. A message without a text is quoted by the names of its files. */
export function quoteOf(message: Message, quoting: Quoting): string {
  const said = message.text.trim() === '' ? (message.files ?? []).map(({ name }) => name).join(', ') : plainLines(message.text);
  return quoting(message, said.trim());
}

/** The description with a quote at its end; as it is if it has that quote. */
export function withQuote(description: string, quote: string): string {
  return indexOf(description, quote) === -1 ? `${description.trimEnd()}\n\n${quote}`.trimStart() : description;
}

/** The description without a quote; as it is if the quote was rewritten. */
export function withoutQuote(description: string, quote: string): string {
  const start = indexOf(description, quote);
  if (start === -1) return description;
  const [before, after] = [description.slice(0, start).trimEnd(), description.slice(start + quote.length).trimStart()];
  return [before, after].filter((part) => part !== '').join('\n\n');
}

/** Where a quote stands in lines of its own. */
function indexOf(description: string, quote: string): number {
  return `\n${description}\n`.indexOf(`\n${quote}\n`);
}

/** The messages before and after one that can be taken into the same ticket, without it. */
export function around(message: Message, timeline: readonly Message[]): Message[] {
  const index = timeline.findIndex(({ id }) => id === message.id);
  if (index === -1) return [];
  return [...timeline.slice(0, index).filter(suits).slice(-MOST_AROUND), ...timeline.slice(index + 1).filter(suits).slice(0, MOST_AROUND)];
}

function suits({ deletedAt, type, ticketReference }: Message): boolean {
  return deletedAt === null && type !== 'system' && ticketReference === null;
}

function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
