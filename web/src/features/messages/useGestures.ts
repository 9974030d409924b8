// What fingers do with a message in the list.

import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

import type { Message } from '../../core/protocol/generated';
import { byTouch } from '../../shared/hooks/touch';
import type { MessageTools } from './useMessageTools';

export function useGestures(scroller: RefObject<HTMLElement | null>, messages: readonly Message[], tools: MessageTools): void {
  const latest = useRef({ messages, tools });
  useLayoutEffect(() => {
    latest.current = { messages, tools };
  }, [messages, tools]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || !byTouch()) return undefined;
    let stop: (() => void) | null = () => undefined;
    const of = (row: HTMLElement, act: (message: Message, tools: MessageTools) => void): void => {
      const message = latest.current.messages.find(({ id }) => id === Number(row.dataset['message']));
      if (message !== undefined && message.deletedAt === null) act(message, latest.current.tools);
    };
    const watch = async (): Promise<void> => {
      const { watchGestures } = await import('./gestures');
      if (stop === null) return;
      stop = watchGestures(element, {
        hold: (row) => of(row, (message, { openMenu }) => openMenu(message, row)),
        swipe: (row) => of(row, (message, { reply }) => reply(message, row)),
      });
    };
    // Where they cannot be fetched, the menu that a screen reader finds is there all the same.
    watch().catch(() => undefined);
    return () => {
      stop?.();
      stop = null;
    };
  }, [scroller]);
}
