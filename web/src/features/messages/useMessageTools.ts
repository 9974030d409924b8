// What the buttons and keys on a message do.

import { useMemo, useState } from 'react';

import type { Message } from '../../core/protocol/generated';
import { mayDelete, mayEdit, postingRight } from '../../core/store/selectors';
import { useSession } from '../client/client';
import { useNotify, useViewDispatch } from '../view/view';
import type { MessageTools } from './MessageBubble';

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

export function useMessageTools(channelId: number): MessageToolsState {
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  // The same object as long as the channel is open: with another one every row would render anew.
  const tools = useMemo<MessageTools>(() => {
    const made: MessageTools = {
      react: (message, emoji) => void session.react(message, emoji).catch(notify.failure),
      pickReaction: (message, anchor) => setOverlay({ kind: 'reactions', message, anchor }),
      openMenu: (message, anchor) => setOverlay({ kind: 'menu', message, anchor }),
      reply: (message) => dispatch({ type: 'reply_started', message }),
      edit: (message) => dispatch({ type: 'edit_started', messageId: message.id }),
      onKeyDown: (message, event) => {
        const { me, permissions, channels } = session.store.state;
        const channel = channels[channelId];
        if (event.target !== event.currentTarget || channel === undefined) return;
        if (event.ctrlKey || event.metaKey || event.altKey || message.deletedAt !== null) return;
        const answerable = postingRight(channel, permissions) === 'allowed';
        const key = event.key.toLowerCase();
        if (key === 'e' && answerable && mayEdit(message, me)) made.edit(message);
        else if (key === 'r' && answerable) made.reply(message);
        else if (key === '+' && answerable) made.pickReaction(message, event.currentTarget);
        else if (key === 'delete' && mayDelete(message, channel, me, permissions)) {
          dispatch({ type: 'dialog_opened', dialog: { name: 'delete_message', message } });
        } else if (key === 'enter' || key === 'contextmenu') made.openMenu(message, event.currentTarget);
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
    };
    return made;
  }, [session, notify, dispatch, channelId]);
  return { tools, overlay, closeOverlay: () => setOverlay(null) };
}
