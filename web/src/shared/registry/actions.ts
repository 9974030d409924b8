// What can be done with a message. Menu, toolbar and keys all read the same entries.

import type { Dispatch } from 'react';

import type { ChannelView, Message, Person } from '../../core/protocol/generated';
import type { ConversationKey } from '../../core/store/conversation';
import type { ChatSession } from '../../core/session/session';
import type { ViewAction } from '../hooks/view/state';
import type { Notify } from '../hooks/view/notify';
import type { Translation } from '../words/words';

/** Who looks at a message, and where. */
export interface Viewer {
  channel: ChannelView;
  me: Person | null;
  permissions: readonly string[];
  /** Whether there are tickets here. */
  tickets?: boolean | undefined;
  /** The list that the message stands in. */
  conversation?: ConversationKey | undefined;
  /** True where nothing from the message on is of others: one's own messages are never unread. */
  onlyOwn?: boolean;
  /** Messages that were written before this time can no longer be edited. */
  editableSince?: number;
}

/** What an action works with. */
export interface ActionContext extends Viewer {
  /** The list that the message stands in. */
  conversation: ConversationKey;
  session: ChatSession;
  dispatch: Dispatch<ViewAction>;
  notify: Notify;
  words: Translation;
  /** Where something that opens belongs. */
  anchor: HTMLElement;
  list: MessageListTools;
}

/** What only the list that a message stands in can do. */
export interface MessageListTools {
  pickReaction(message: Message, anchor: HTMLElement): void;
  markUnread(message: Message): void;
}

export interface MessageAction {
  name: string;
  /** Its place in the menu; what belongs together stands together. */
  order: number;
  icon: string;
  label(message: Message, words: Translation): string;
  /** Whether it is offered. The server has the last word. */
  available(message: Message, viewer: Viewer): boolean;
  /** A failure is shown to the user. */
  act(message: Message, context: ActionContext): Promise<void> | void;
  /** The key on a focused message, in lower case. */
  key?: string;
  /** True for what takes something away. */
  danger?: boolean;
  /** True for one with a button of its own beside the message. */
  inToolbar?: boolean;
}
