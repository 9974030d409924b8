// The beginning of a message, in one line.

import type { Message } from '../../core/protocol/generated';

/** Its text without formatting, in which people have their names. */
export function gistOf({ text, mentions }: Message, nameOf: (username: string) => string): string {
  const named = mentions.reduceRight((rest, { userId, start, length, group }) => (group ? rest : `${rest.slice(0, start)}@${nameOf(userId)}${rest.slice(start + length)}`), text);
  return named.replace(/[*_~`]+/g, '').slice(0, 100);
}
