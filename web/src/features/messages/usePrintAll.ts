// Ctrl P prints the whole conversation: what is not loaded yet is fetched first.

import { useEffect } from 'react';

import { channelKey } from '../../core/store/conversation';
import { useSession } from '../../shared/hooks/client';
import { useView } from '../../shared/hooks/view/view';

export function usePrintAll(): void {
  const session = useSession();
  const channelId = useView((view) => view.route.channelId);
  useEffect(() => {
    if (channelId === null) return undefined;
    const conversation = channelKey(channelId);
    const listen = (event: KeyboardEvent): void => {
      const prints = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'p';
      if (!prints || session.store.state.timelines[conversation]?.hasBefore !== true) return;
      event.preventDefault();
      // Without a line to the server what is loaded is printed.
      import('./print-all').then(({ printAll }) => printAll(session, conversation)).catch(() => window.print());
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [session, channelId]);
}
