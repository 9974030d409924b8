// German: the shared words, and those of every feature and of shared parts with words of their own. One chunk, loaded when the language is chosen.

import { german } from '../shared/words/german';
import type { Translation } from '../shared/words/words';

const catalogues = import.meta.glob<object>(['./words.de.ts', '../features/*/words.de.ts', '../shared/*/words.de.ts'], { eager: true, import: 'german' });

/** `../features/pins/words.de.ts` holds the words of `pins`, `./words.de.ts` those of `app`. */
const nameOf = (path: string): string => path.split('/').at(-2)?.replace('.', 'app') ?? '';

export const translation: Translation = {
  shared: german,
  features: Object.fromEntries(Object.entries(catalogues).map(([path, words]) => [nameOf(path), words])),
};
