// What happened in a conversation, in the language of the page around the widget. Fetched with the first message that says so.

import { runOf, systemSentence } from '../../core/formatting/system';
import type { Message } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/listing';
import type { LiveState } from '../../core/store/state';

export type Said = (message: Message, state: LiveState) => string;

export async function load(locale: string): Promise<Said> {
  const phrases = locale.startsWith('de') ? (await import('../../core/formatting/system.de')).german : (await import('../../core/formatting/system.en')).english;
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  return (message, { people }) => systemSentence(runOf([message]), phrases, (username) => nameOf(people, username), (names) => list.format(names));
}
