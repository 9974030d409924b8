// What presence adds to the page.

import { presenceOf } from '../../core/store/selectors';
import { NAME_ONLY } from '../../shared/hooks/view/address';
import type { Feature } from '../../shared/registry/registry';
import { presenceWords } from './words';

declare module '../../shared/hooks/view/state' {
  interface Dialogs {
    profile: object;
  }
}

export const feature: Feature = {
  dialogs: {
    profile: { load: async () => (await import('./ProfileDialog')).ProfileDialog, address: NAME_ONLY },
  },
  slashCommands: [
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
  ],
};
