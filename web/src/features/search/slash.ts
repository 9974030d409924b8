// The command that searches.

import { searchFor } from '../../shared/hooks/view/search';
import type { SlashCommand } from '../../shared/registry/slash';
import { searchWords } from './pane-words';

export const slashCommands: readonly SlashCommand[] = [
  {
    name: 'search',
    argument: (words) => searchWords.in(words).slash.text,
    detail: (words) => searchWords.in(words).slash.search,
    available: () => true,
    run: (query, { dispatch }) => {
      dispatch(searchFor(query));
      return undefined;
    },
  },
];
