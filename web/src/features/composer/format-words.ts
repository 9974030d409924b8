// All words of composer, in English: fetched with its buttons. Their type binds the other languages.

import type { Format } from '../../shared/writing/formats';
import { wordsFor } from '../../shared/words/words';
import { english as first } from './words';

const english = {
  ...first,
  composer: {
    ...first.composer,
    formats: {
      bold: ['Bold', 'Ctrl B'],
      italic: ['Italic', 'Ctrl I'],
      strike: ['Strikethrough', 'Ctrl Shift X'],
      code: ['Code', 'Ctrl E'],
      link: ['Link', 'Ctrl K'],
      bullets: ['Bulleted list', 'Ctrl Shift 8'],
      numbers: ['Numbered list', 'Ctrl Shift 7'],
      quote: ['Quote', 'Ctrl Shift 9'],
      fence: ['Code block', 'Ctrl Shift E'],
    } as Record<Format, readonly [string, string]>,
  },
};

export type ComposerWords = typeof english;
export const composerWords = wordsFor('composer', english);
export const useWords = composerWords.use;
