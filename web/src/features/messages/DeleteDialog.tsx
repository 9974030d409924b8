// Asks before a message is deleted for everyone.

import Button from '@mui/material/Button';

import { plainText } from '../../core/formatting/plain';
import type { Message } from '../../core/protocol/generated';
import { useSession } from '../client/client';
import { DialogFrame } from '../common/DialogFrame';
import { useNotify, useViewDispatch } from '../view/view';
import { useWords } from '../words/words';

export function DeleteDialog({ message }: { message: Message }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();

  async function remove(): Promise<void> {
    dispatch({ type: 'dialog_closed' });
    dispatch({ type: 'edit_ended' });
    try {
      await session.remove(message.id);
    } catch (thrown) {
      notify.failure(thrown);
    }
  }

  return (
    <DialogFrame
      title={words.messages.deleteQuestion}
      actions={
        <>
          <Button color="inherit" onClick={() => dispatch({ type: 'dialog_closed' })}>
            {words.cancel}
          </Button>
          <Button variant="contained" color="error" autoFocus onClick={() => void remove()}>
            {words.messages.delete}
          </Button>
        </>
      }
    >
      <p>{plainText(message.text)}</p>
      <p>{words.messages.deleteHint}</p>
    </DialogFrame>
  );
}
