// A message's text while its author changes it. Kept like a draft: the row may go out of view, and the
// page away.

import { useEffect, useRef, useState } from 'react';

import { Button } from '../../shared/ui/Button';
import { TextArea } from '../../shared/ui/TextArea';
import { ChatError } from '../../core/protocol/errors';
import type { Message } from '../../core/protocol/generated';
import { useChat, useSession } from '../../shared/hooks/client';
import { loadShortcodes, withEmoji } from '../../shared/hooks/shortcodes';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { Completion } from '../../shared/writing/Completion';
import { writtenIn } from '../../core/formatting/written';
import { useWriting } from '../../shared/writing/useWriting';
import { useTranslation } from '../../shared/words/words';
import { useWords } from './words';
import styles from './EditBox.module.css';

export function EditBox({ message }: { message: Message }) {
  const session = useSession();
  const conversation = useConversationKey();
  const words = useWords();
  const notify = useNotify();
  const translation = useTranslation();
  const dispatch = useViewDispatch();
  const me = useChat((state) => state.me?.username ?? '');
  const place = `edit.${message.id}` as const;
  const [text, setText] = useState(() => session.drafts.get(me, place)?.text ?? message.text);

  /** How many people the text would notify, which saving it again confirms. */
  const [recipients, setRecipients] = useState<number | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const gone = message.deletedAt !== null;

  function keep(changed: string): void {
    session.drafts.set(me, place, { text: changed === message.text ? '' : changed, replyToId: null });
  }

  function change(next: string): void {
    setText(next);
    setRecipients(null);
    keep(next);
  }

  // Brought back by Undo, perhaps while it is being changed again.
  useEffect(
    () => session.drafts.watch(me, place, (restored) => restored && setText(session.drafts.get(me, place)?.text ?? '')),
    [session, me, place],
  );

  function end(): void {
    keep('');
    close();
  }

  function close(): void {
    dispatch({ type: 'edit_ended', conversation, messageId: message.id });
  }

  async function giveUp(): Promise<void> {
    close();
    if (text === message.text) return;
    // Without an Undo, what was typed stays a draft.
    const undo = await import('../../shared/ui/useUndo').catch(() => null);
    // It may be open again by then, and changed.
    if (undo === null || session.drafts.get(me, place)?.text !== text) return;
    keep('');
    undo.offerChanges(notify, translation, () => {
      session.drafts.bringBack(me, place, { text, replyToId: null });
      dispatch({ type: 'edit_started', conversation, messageId: message.id });
    });
  }

  async function save(): Promise<void> {
    if (gone) return;
    const changed = writtenIn(text);
    if (changed === message.text) {
      end();
      return;
    }
    // Files and what is forwarded can stand without a text. The server lists the files of a message that has none, too.
    if (changed === '' && !message.files?.length && message.forwardedFrom === undefined) {
      dispatch({ type: 'dialog_opened', dialog: { name: 'delete_message', conversation, message } });
      return;
    }
    try {
      if (withEmoji(changed) === null) await loadShortcodes();
      await session.edit(message.id, withEmoji(changed) ?? changed, recipients !== null);
      end();
    } catch (thrown) {
      if (thrown instanceof ChatError && thrown.recipients !== null) setRecipients(thrown.recipients);
      else notify.failure(thrown);
    }
  }

  const writing = useWriting({ field, channelId: message.channelId, text, onChange: change, onEnter: () => void save() });

  return (
    <div className={styles.box}>
      {writing.completion !== null && <Completion {...writing.completion} />}
      <TextArea
        {...writing.props}
        aria-label={words.messages.edit}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (!writing.keyDown(event) && event.key === 'Escape') void giveUp();
        }}
      />
      <div className={styles.actions}>
        <span className={styles.hint} role={gone || recipients !== null ? 'alert' : undefined}>
          {gone ? words.messages.deletedMeanwhile : recipients === null ? (writing.inCode ? words.messages.editHintInCode : words.messages.editHint) : words.messages.notifiesMany(recipients)}
        </span>
        <Button size="small" onClick={() => void giveUp()}>
          {words.cancel}
        </Button>
        <Button size="small" variant="contained" disabled={gone} onClick={() => void save()}>
          {words.save}
        </Button>
      </div>
    </div>
  );
}
