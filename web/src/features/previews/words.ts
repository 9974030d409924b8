// The words of previews, in English: fetched with the first one. Their type binds the other languages.

import { wordsFor } from '../../shared/words/words';

const english = {
  previews: {
    of: (title: string) => `Preview of ${title}`,
    remove: 'Remove preview',
  },
};

export type PreviewsWords = typeof english;
export const useWords = wordsFor('previews', english).use;
