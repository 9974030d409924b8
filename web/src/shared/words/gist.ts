// What a message says in one line, or what it is where it says nothing: for quotes, lists and announcements.

import { plainText } from '../../core/formatting/plain';
import type { Message } from '../../core/protocol/generated';
import type { Words } from './english';

export function gistOf({ text, deletedAt, forwardedFrom, file, files }: Message, words: Words): string {
  if (deletedAt !== null) return words.message.deleted;
  if (text !== '') return plainText(text);
  return forwardedFrom === undefined ? (files?.map(({ name }) => name).join(', ') ?? file?.name ?? '') : words.message.forwarded;
}
