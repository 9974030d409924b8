// Asks before a message is deleted for everyone.

import type { Message } from '../../core/protocol/generated';
import type { ConversationKey } from '../../core/store/conversation';
import { useChat, useSession } from '../../shared/hooks/client';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { gistOf } from '../../shared/words/gist';
import { useWords } from './delete-words';

export function DeleteDialog({ conversation, message }: { conversation: ConversationKey; message: Message }) {
  const words = useWords();
  const session = useSession();
  const people = useChat((state) => state.people);
  const dispatch = useViewDispatch();
  const { text, files = [] } = message;
  const names = files.map(({ name }) => name).join(', ');

  async function remove(): Promise<void> {
    dispatch({ type: 'edit_ended', conversation, messageId: message.id });
    await session.remove(message.id);
    keepFocus(message.id);
  }

  return (
    <ConfirmDialog question={words.messages.deleteQuestion} action={words.messages.delete} onConfirm={remove}>
      <p>{gistOf(message, words, people)}</p>
      {text !== '' && files.length > 0 && <p>{words.messages.deleteFiles(names, files.length)}</p>}
      <p>{words.messages.deleteHint}</p>
    </ConfirmDialog>
  );
}

/** The button that had the focus goes with the message's tools: its tombstone takes it. */
function keepFocus(messageId: number): void {
  const tombstone = document.querySelector<HTMLElement>(`[data-message="${messageId}"]`);
  const { activeElement } = document;
  if (activeElement === document.body || tombstone?.contains(activeElement)) tombstone?.focus({ preventScroll: true });
}
