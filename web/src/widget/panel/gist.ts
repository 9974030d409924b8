// The beginning of a message, in one line.

import type { Message } from '../../core/protocol/generated';

/** Its text without formatting, in which people have their names. */
export function gistOf({ text, mentions }: Message, nameOf: (username: string) => string): string {
  const named = mentions.reduceRight((rest, { userId, start, length, group }) => (group ? rest : `${rest.slice(0, start)}@${nameOf(userId)}${rest.slice(start + length)}`), text);
  // Marks within words, addresses, and paths, or with a space on their inner side, are text.
  return named.replace(/(?<!\S)([*_~`]+)(?! )(.*?[^ ])\1(?!\.?\w)/gs, '$2').slice(0, 100);
}
