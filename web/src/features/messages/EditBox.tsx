// A message's text while its author changes it.

import Button from '@mui/material/Button';
import { useEffect, useRef, useState } from 'react';

import type { Message } from '../../core/protocol/generated';
import { useSession } from '../client/client';
import { loadShortcodes, withEmoji } from '../composer/shortcodes';
import { useNotify, useViewDispatch } from '../view/view';
import { useWords } from '../words/words';
import styles from './EditBox.module.css';

export function EditBox({ message }: { message: Message }) {
  const session = useSession();
  const words = useWords();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const [text, setText] = useState(message.text);
  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
  }, []);

  async function save(): Promise<void> {
    const changed = text.trim();
    if (changed === '') {
      dispatch({ type: 'dialog_opened', dialog: { name: 'delete_message', message } });
      return;
    }
    if (changed === message.text) {
      dispatch({ type: 'edit_ended' });
      return;
    }
    try {
      if (withEmoji(changed) === null) await loadShortcodes();
      await session.edit(message.id, withEmoji(changed) ?? changed);
      dispatch({ type: 'edit_ended' });
    } catch (thrown) {
      notify.failure(thrown);
    }
  }

  return (
    <div className={styles.box}>
      <textarea
        ref={field}
        aria-label={words.messages.edit}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape') {
            dispatch({ type: 'edit_ended' });
          } else if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            void save();
          }
        }}
      />
      <div className={styles.actions}>
        <span className={styles.hint}>{words.messages.editHint}</span>
        <Button size="small" onClick={() => dispatch({ type: 'edit_ended' })}>
          {words.cancel}
        </Button>
        <Button size="small" variant="contained" onClick={() => void save()}>
          {words.save}
        </Button>
      </div>
    </div>
  );
}
