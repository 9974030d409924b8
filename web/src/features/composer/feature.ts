// What the composer adds to the page: itself, and commands that write a message.

import type { Feature } from '../../shared/registry/registry';
import { MessageInput } from './MessageInput';
import { composerWords } from './words';

/** As a backslash and underscores survive formatting. */
const SHRUG = '¯\\\\\\_(ツ)\\_/¯';

export const feature: Feature = {
  views: { Composer: MessageInput },
  slashCommands: [
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
  ],
};

/** Line by line: no emphasis goes over a line's end. */
function inItalics(text: string): string {
  return text.replace(/\S.*\S|\S/g, (line) => (line.includes('*') ? `_${line}_` : `*${line}*`));
}
