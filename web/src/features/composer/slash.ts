// Commands that write a message or go to a conversation.

import type { SlashCommand } from '../../shared/registry/slash';
import { composerWords } from './format-words';
import { join, message } from './msg';

export { carryOut } from './carry-out';

/** As a backslash and underscores survive formatting. */
const SHRUG = '¯\\\\\\_(ツ)\\_/¯';

export const slashCommands: readonly SlashCommand[] = [
  {
    name: 'me',
    argument: (words) => composerWords.in(words).slash.text,
    detail: (words) => composerWords.in(words).slash.me,
    available: () => true,
    run: (text, { words }) => (text === '' ? { problem: composerWords.in(words).slash.missing('/me') } : { send: inItalics(text) }),
  },
  {
    name: 'shrug',
    argument: (words) => composerWords.in(words).slash.optionalText,
    detail: (words) => composerWords.in(words).slash.shrug,
    available: () => true,
    run: (text) => ({ send: text === '' ? SHRUG : `${text} ${SHRUG}` }),
  },
  {
    name: 'msg',
    argument: (words) => composerWords.in(words).slash.toWhom,
    detail: (words) => composerWords.in(words).slash.msg,
    available: () => true,
    run: message,
  },
  {
    name: 'join',
    argument: (words) => composerWords.in(words).slash.channel,
    detail: (words) => composerWords.in(words).slash.join,
    available: () => true,
    run: join,
  },
];

/** Line by line: no emphasis goes over a line's end. */
function inItalics(text: string): string {
  return text.replace(/\S.*\S|\S/g, (line) => (line.includes('*') ? `_${line}_` : `*${line}*`));
}
