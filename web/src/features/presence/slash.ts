// The command that says whether one is there, and why not.

import { presenceOf } from '../../core/store/selectors';
import { loadShortcodes, withEmoji } from '../../shared/hooks/shortcodes';
import type { SlashCommand } from '../../shared/registry/slash';
import { presenceWords } from './words';

export const slashCommands: readonly SlashCommand[] = [
  {
    name: 'away',
    argument: (words) => presenceWords.in(words).slash.statusMessage,
    detail: (words) => presenceWords.in(words).slash.away,
    available: () => true,
    run: async (text, { session, me, notify, words }) => {
      const { slash } = presenceWords.in(words);
      if (text !== '') {
        if (withEmoji(text) === null) await loadShortcodes();
        const statusMessage = withEmoji(text) ?? text;
        await session.setPresence({ status: 'away', statusMessage });
        notify.info(slash.isAwayWith(statusMessage));
        return undefined;
      }
      const away = presenceOf(session.store.state, me?.username ?? '').status === 'away';
      await session.setPresence({ status: away ? 'online' : 'away' });
      notify.info(slash[away ? 'isBack' : 'isAway']);
      return undefined;
    },
  },
];
