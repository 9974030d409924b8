// What is being done in each conversation: where it is read, and what is edited or answered there.

import type { ConversationKey } from '../../../core/store/conversation';

export interface ConversationView {
  /** The position to land on; `null` for where the user left off. */
  readonly target: number | null;
  /** Grows whenever the conversation is led to, so that the same link can be followed twice. */
  readonly visit: number;
  /** The message being edited. It stays so while the user looks at other conversations. */
  readonly editing: number | null;
  /** The message that the next one answers. */
  readonly replyTo: number | null;
  /** Grows whenever the composer should take the focus. */
  readonly composerFocus: number;
}

export type ConversationAction = { conversation: ConversationKey } & (
  | { type: 'targeted'; seq: number | null }
  | { type: 'edit_started'; messageId: number }
  | { type: 'edit_ended'; messageId: number }
  | { type: 'reply_started'; messageId: number }
  /** A draft says what it answers: nobody asked to write now. */
  | { type: 'reply_found'; messageId: number }
  | { type: 'reply_ended' }
  | { type: 'composer_wanted' }
);

export const UNTOUCHED: ConversationView = { target: null, visit: 0, editing: null, replyTo: null, composerFocus: 0 };

export type ConversationViews = Readonly<Record<ConversationKey, ConversationView>>;

/** Changes one conversation; the others stay as they are. */
export function reduceConversations(views: ConversationViews, action: ConversationAction): ConversationViews {
  const before = views[action.conversation] ?? UNTOUCHED;
  const after = reduceConversation(before, action);
  return after === before ? views : { ...views, [action.conversation]: after };
}

function reduceConversation(view: ConversationView, action: ConversationAction): ConversationView {
  switch (action.type) {
    case 'targeted':
      return { ...view, target: action.seq, visit: view.visit + 1 };
    case 'edit_started':
      return { ...view, editing: action.messageId };
    case 'edit_ended':
      // A save may take so long that another message is being changed by then, or none.
      if (view.editing !== action.messageId) return view;
      return { ...view, editing: null, composerFocus: view.composerFocus + 1 };
    case 'reply_started':
      return { ...view, replyTo: action.messageId, composerFocus: view.composerFocus + 1 };
    case 'reply_found':
      return view.replyTo === action.messageId ? view : { ...view, replyTo: action.messageId };
    case 'reply_ended':
      return view.replyTo === null ? view : { ...view, replyTo: null };
    case 'composer_wanted':
      return { ...view, composerFocus: view.composerFocus + 1 };
  }
}
