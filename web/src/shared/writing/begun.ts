// The word before the caret that could be completed. Pure.

export type Trigger = '@' | '#' | ':' | '/';

/** A begun word: what started it, what follows, and where it stands. */
export interface BegunWord {
  trigger: Trigger;
  query: string;
  start: number;
}

const BEGUN = /(?:^|[\s([{"'])([@#~:])([\p{L}\p{N}\p{M}._+'’-]{0,40})$/u;
/** A command is all that stands before the caret. */
const BEGUN_COMMAND = /^\/([\p{L}-]*)$/u;
const SHORTEST_EMOJI_QUERY = 2;

/** The begun word that ends at the caret, if there is one to complete. */
export function begunWord(text: string, caret: number): BegunWord | null {
  const [, command] = BEGUN_COMMAND.exec(text.slice(0, caret)) ?? [];
  if (command !== undefined) return { trigger: '/', query: command.toLowerCase(), start: 0 };
  const found = BEGUN.exec(text.slice(0, caret));
  const [, trigger, query] = found ?? [];
  if (trigger === undefined || query === undefined) return null;
  // Who comes from Mattermost writes channels so; alone it stands for "about" or a folder.
  if (trigger === '~') return query === '' || /\d/.test(query.charAt(0)) ? null : { trigger: '#', query, start: caret - query.length - 1 };
  if (trigger === ':' && query.length < SHORTEST_EMOJI_QUERY) return null;
  return { trigger: trigger as Trigger, query, start: caret - query.length - 1 };
}
