// The command that says whether one is there.

import { presenceOf } from '../../core/store/selectors';
import type { SlashCommand } from '../../shared/registry/slash';
import { presenceWords } from './words';

export const slashCommands: readonly SlashCommand[] = [
  {
    name: 'away',
    argument: () => '',
    detail: (words) => presenceWords.in(words).slash.away,
    available: () => true,
    run: async (_argument, { session, me, notify, words }) => {
      const away = presenceOf(session.store.state, me?.username ?? '').status === 'away';
      await session.setPresence({ status: away ? 'online' : 'away' });
      notify.info(presenceWords.in(words).slash[away ? 'isBack' : 'isAway']);
      return undefined;
    },
  },
];
