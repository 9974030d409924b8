// What a message says, as plain text: for copies, quotes and announcements.

import { runOf, systemSentence } from '../../core/formatting/system';
import type { Message } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import type { ChatState } from '../../core/store/state';
import { gistOf } from '../../shared/words/gist';
import type { useWords } from './words';

type Words = ReturnType<typeof useWords>;

/** The names in a sentence, as the language lists them. */
export function listed(names: readonly string[], words: Words): string {
  return new Intl.ListFormat(words.locale).format(names);
}

/** The sentence of a system message; the text of any other without its formatting. */
export function saidIn(message: Message, people: ChatState['people'], words: Words): string {
  if (message.type !== 'system') return gistOf(message, words, people);
  return systemSentence(runOf([message]), words.systemPhrases, (username) => nameOf(people, username), (names) => listed(names, words));
}
