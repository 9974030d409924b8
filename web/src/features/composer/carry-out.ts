// Carrying out a command such as `/topic`: fetched with the first one.

import type { SlashCommand, SlashContext, SlashResult } from '../../shared/registry/slash';
import { composerWords } from './format-words';
import { nearest } from './nearest';

/** Carries out the command of a name, if it is one of those that are offered. */
export function carryOut(name: string, argument: string, commands: readonly SlashCommand[], context: SlashContext): Promise<SlashResult> | SlashResult {
  const { slash } = composerWords.in(context.words);
  const command = commands.find((other) => other.name === name);
  if (command?.available(context) === true) {
    // Nothing that was written is thrown away.
    if (argument !== '' && command.argument(context.words) === '') return { problem: slash.nothingAfter(`/${name}`) };
    return command.run(argument, context);
  }
  if (command !== undefined) return { problem: slash.notHere(`/${name}`) };
  const meant = nearest(name, commands.filter(({ available }) => available(context)).map((other) => other.name));
  return { problem: slash.unknown(`/${name}`, meant === null ? null : `/${meant}`) };
}
