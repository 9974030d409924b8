// What the buttons and keys on a message do.

import { useMemo, useState, type KeyboardEvent } from 'react';

import type { Message } from '../../core/protocol/generated';
import { editableSince } from '../../core/store/selectors';
import { useSession } from '../../shared/hooks/client';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import type { MessageAction, MessageListTools, Viewer } from '../../shared/registry/actions';
import { useRegistry } from '../../shared/registry/registry';
import { useTranslation } from '../../shared/words/words';
import { byKeyboard } from './by-keyboard';

/** What can be asked of the list that a message stands in. */
export interface MessageTools {
  react(message: Message, emoji: string): void;
  pickReaction(message: Message, anchor: HTMLElement): void;
  openMenu(message: Message, anchor: HTMLElement): void;
  /** Begins an answer, where that is allowed. */
  reply(message: Message, anchor: HTMLElement): void;
  act(action: MessageAction, message: Message, anchor: HTMLElement): void;
  /** Keys on a focused message. */
  onKeyDown(message: Message, event: KeyboardEvent<HTMLElement>): void;
}

/** Something opened over the list, next to a message. */
export interface Overlay {
  kind: 'menu' | 'reactions';
  message: Message;
  anchor: HTMLElement;
}

interface MessageToolsState {
  tools: MessageTools;
  overlay: Overlay | null;
  closeOverlay(): void;
}

/** `markUnread` stays the same function as long as the channel is open. */
export function useMessageTools(channelId: number, markUnread: MessageListTools['markUnread']): MessageToolsState {
  const session = useSession();
  const conversation = useConversationKey();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const words = useTranslation();
  const { messageActions } = useRegistry();
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  // The same object as long as the channel is open: with another one every row would render anew.
  const tools = useMemo<MessageTools>(() => {
    const viewer = (): Viewer | null => {
      const { me, permissions, tickets, channels } = session.store.state;
      const channel = channels[channelId];
      return channel === undefined ? null : { channel, me, permissions, tickets, conversation, editableSince: editableSince(session.store.state) };
    };
    const list: MessageListTools = {
      pickReaction: (message, anchor) => setOverlay({ kind: 'reactions', message, anchor }),
      markUnread,
    };
    const made: MessageTools = {
      react: (message, emoji) => void session.react(message, emoji).catch(notify.failure),
      pickReaction: list.pickReaction,
      openMenu: (message, anchor) => setOverlay({ kind: 'menu', message, anchor }),
      reply: (message, anchor) => {
        const who = viewer();
        const action = messageActions.find(({ name }) => name === 'reply');
        if (who !== null && action?.available(message, who) === true) made.act(action, message, anchor);
      },
      act: (action, message, anchor) => {
        const who = viewer();
        if (who === null) return;
        const done = action.act(message, { ...who, conversation, session, dispatch, notify, words, anchor, list });
        done?.catch(notify.failure);
      },
      onKeyDown: (message, event) => {
        const who = viewer();
        if (event.target !== event.currentTarget || who === null) return;
        if (event.ctrlKey || event.metaKey || event.altKey || message.deletedAt !== null) return;
        const key = event.key.toLowerCase();
        // Whoever has clicked on a message and types begins a text.
        const action = byKeyboard() ? messageActions.find((other) => other.key === key && other.available(message, who)) : undefined;
        if (action !== undefined) made.act(action, message, event.currentTarget);
        else if (key === 'enter' || key === 'contextmenu') made.openMenu(message, event.currentTarget);
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
    };
    return made;
  }, [session, notify, dispatch, words, messageActions, conversation, channelId, markUnread]);
  return { tools, overlay, closeOverlay: () => setOverlay(null) };
}
