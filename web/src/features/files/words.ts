// The words of files that the page begins with, in English. All others are in `file-words.ts`.

import { wordsFor } from '../../shared/words/words';

export const english = { files: { title: 'Files' } };

export const filesWords = wordsFor('files', english);
