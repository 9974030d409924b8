// What can be done with any message.

import {
  mdiContentCopy,
  mdiDeleteOutline,
  mdiEmailMarkAsUnread,
  mdiEmoticonPlusOutline,
  mdiLinkVariant,
  mdiPencilOutline,
  mdiReply,
} from '@mdi/js';

import type { Message } from '../../core/protocol/generated';
import { mayDelete, mayEdit, postingRight } from '../../core/store/selectors';
import { linkTo } from '../../shared/hooks/view/thread-address';
import type { ActionContext, MessageAction, Viewer } from '../../shared/registry/actions';
import { saidIn } from './said';
import { messagesWords } from './words';

const mayAnswer = ({ channel, permissions }: Viewer): boolean => postingRight(channel, permissions) === 'allowed';

/** Everyone who may write may react, and members also where only admins write. */
export const mayReact = ({ channel, permissions }: Viewer): boolean => ['allowed', 'read_only'].includes(postingRight(channel, permissions));

export const messageActions: readonly MessageAction[] = [
  {
    name: 'react',
    order: 10,
    icon: mdiEmoticonPlusOutline,
    label: (_message, words) => messagesWords.in(words).messages.react,
    available: (_message, viewer) => mayReact(viewer),
    act: (message, { list, anchor }) => list.pickReaction(message, anchor),
    key: '+',
    inToolbar: true,
  },
  {
    name: 'reply',
    order: 20,
    icon: mdiReply,
    label: (_message, words) => messagesWords.in(words).messages.reply,
    available: (_message, viewer) => mayAnswer(viewer),
    act: ({ id }, { dispatch, conversation }) => dispatch({ type: 'reply_started', conversation, messageId: id }),
    key: 'r',
    inToolbar: true,
  },
  {
    name: 'copy_text',
    order: 30,
    icon: mdiContentCopy,
    label: (_message, words) => messagesWords.in(words).messages.copyText,
    available: ({ text, forwardedFrom }) => text !== '' || forwardedFrom === undefined,
    act: (message, context) => copy(copiedFrom(message, context), 'textCopied', context),
  },
  {
    name: 'copy_link',
    order: 40,
    icon: mdiLinkVariant,
    label: (_message, words) => messagesWords.in(words).messages.copyLink,
    available: () => true,
    act: (message, context) => copy(`${window.location.origin}${linkTo(message, context.conversation)}`, 'linkCopied', context),
  },
  {
    name: 'mark_unread',
    order: 50,
    icon: mdiEmailMarkAsUnread,
    label: (_message, words) => messagesWords.in(words).messages.markUnread,
    // A system message is never unread, and a reply that also stands in the channel is unread only there.
    available: (message, { channel, conversation, onlyOwn }) => channel.role !== null && !onlyOwn && message.type !== 'system' && !(message.alsoToChannel && conversation?.startsWith('thread:')),
    act: (message, { list }) => list.markUnread(message),
  },
  {
    name: 'edit',
    order: 70,
    icon: mdiPencilOutline,
    label: (_message, words) => messagesWords.in(words).messages.edit,
    available: (message, viewer) => mayAnswer(viewer) && mayEdit(message, viewer.me, viewer.editableSince),
    act: ({ id }, { dispatch, conversation }) => dispatch({ type: 'edit_started', conversation, messageId: id }),
    key: 'e',
    inToolbar: true,
  },
  {
    name: 'delete',
    order: 80,
    danger: true,
    icon: mdiDeleteOutline,
    label: (_message, words) => messagesWords.in(words).messages.delete,
    available: (message, { channel, me, permissions }) => mayDelete(message, channel, me, permissions),
    act: (message, { dispatch, conversation }) =>
      dispatch({ type: 'dialog_opened', dialog: { name: 'delete_message', conversation, message } }),
    key: 'delete',
  },
];

/** What the author wrote, formatting and all; a system message in the reader's language. */
function copiedFrom(message: Message, { session, words }: ActionContext): string {
  return message.type === 'system' ? saidIn(message, session.store.state.people, messagesWords.in(words)) : message.text;
}

async function copy(text: string, done: 'textCopied' | 'linkCopied', { notify, words }: ActionContext): Promise<void> {
  const { messages } = messagesWords.in(words);
  try {
    // There is none on a page that did not come over https.
    await navigator.clipboard.writeText(text);
    notify.info(messages[done]);
  } catch {
    notify.problem(messages.notCopied);
  }
}
