// The word before the caret that could be completed. Pure.

export type Trigger = '@' | '#' | ':' | '/';

/** A begun word: what started it, what follows, and where it stands. */
export interface BegunWord {
  trigger: Trigger;
  query: string;
  start: number;
}

const BEGUN = /(?:^|[\s([{"'])([#~:])([\p{L}\p{N}\p{M}._+'’-]{0,40})$/u;
/** As the server finds mentions: behind whatever is no word, or belongs to a script without spaces. A name may have six words, some of them in parentheses. */
const BEGUN_NAME =
  /(?:^|[^\p{L}\p{N}\p{M}@/]|[\u0e00-\u11ff\u1780-\u17ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\u{20000}-\u{3ffff}])@([\p{L}\p{N}\p{M}._+'’-]{0,40}|[\p{L}\p{N}\p{M}._+'’-]{1,40}(?: \(?[\p{L}\p{N}\p{M}._+'’-]{1,40}\)?){1,5})$/u;
/** A command, with what follows its name, is all that stands before the caret. */
const BEGUN_COMMAND = /^\/(|[\p{L}-].*)$/u;
const SHORTEST_EMOJI_QUERY = 2;

/** The begun word that ends at the caret, if there is one to complete. */
export function begunWord(text: string, caret: number): BegunWord | null {
  const before = text.slice(0, caret);
  const [, name] = BEGUN_NAME.exec(before) ?? [];
  if (name !== undefined) return { trigger: '@', query: name, start: caret - name.length - 1 };
  const [, trigger, query] = BEGUN.exec(before) ?? [];
  if (trigger === undefined || query === undefined) {
    const [, command] = BEGUN_COMMAND.exec(before) ?? [];
    return command === undefined ? null : { trigger: '/', query: command.toLowerCase(), start: 0 };
  }
  // Who comes from Mattermost writes channels so; alone it stands for "about" or a folder.
  if (trigger === '~') return query === '' || /\d/.test(query.charAt(0)) ? null : { trigger: '#', query, start: caret - query.length - 1 };
  if (trigger === ':' && query.length < SHORTEST_EMOJI_QUERY) return null;
  return { trigger: trigger as Trigger, query, start: caret - query.length - 1 };
}
