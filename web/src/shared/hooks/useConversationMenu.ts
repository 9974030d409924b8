// Opens what can be done with a conversation beside what was clicked.

import { useCallback } from 'react';

import type { Spot } from './usePersonCard';
import type { Dialog } from './view/state';
import { useViewDispatch } from './view/view';

export function useConversationMenu(): (channelId: number, beside: Element) => void {
  const dispatch = useViewDispatch();
  return useCallback(
    (channelId, beside) => {
      const { left, bottom: top, right } = beside.getBoundingClientRect();
      const spot: Spot = { left, top, right };
      dispatch({ type: 'dialog_opened', dialog: { name: 'conversation_menu', channelId, spot } as Dialog });
    },
    [dispatch],
  );
}
