// Which texts are too long to be shown whole.

const MOST_LINES = 60;

/**
 * Whether a text takes more lines than are shown at once, where a line holds about `lineLength` characters: a text
 * without line ends may take as many.
 */
export function isLong(text: string, lineLength: number): boolean {
  return text.split('\n', MOST_LINES + 1).reduce((sum, { length }) => sum + Math.max(1, Math.ceil(length / lineLength)), 0) > MOST_LINES;
}
