// What a message says in one line, or what it is where it says nothing: for quotes, lists and announcements.

import { plainText, type Naming } from '../../core/formatting/plain';
import type { Message } from '../../core/protocol/generated';
import { nameOf, personCalled } from '../../core/store/selectors';
import type { ChatState } from '../../core/store/state';
import type { Words } from './english';

type People = ChatState['people'];

/** Mentions read as they do in the conversation. */
export function namedIn(people: People): Naming {
  return (username) => personCalled(people, username) && nameOf(people, username);
}

export function gistOf({ text, mentions, deletedAt, forwardedFrom, file, files }: Message, words: Words, people: People): string {
  if (deletedAt !== null) return words.message.deleted;
  if (text !== '') return plainText(text, mentions, namedIn(people));
  return forwardedFrom === undefined ? (files?.map(({ name }) => name).join(', ') ?? file?.name ?? '') : words.message.forwarded;
}
