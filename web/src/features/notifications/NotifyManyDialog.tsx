// Asks before a message is sent that notifies many people. Closed without an answer, it waits in its conversation.

import { plainText } from '../../core/formatting/plain';
import { parseConversation } from '../../core/store/conversation';
import { markedTitle, titleOf } from '../../core/store/selectors';
import type { ChatState } from '../../core/store/state';
import { useChat, useSession } from '../../shared/hooks/client';
import { useMayWrite } from '../../shared/hooks/useMayWrite';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import { useWords } from './pane-words';

export function NotifyManyDialog({ clientId }: { clientId: string }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const message = useChat((state) => state.outgoing.find((outgoing) => outgoing.clientId === clientId));
  const place = useChat((state) => (message === undefined ? '' : placeOf(state, message.conversation, words.notes)));
  const me = useChat((state) => state.me?.username ?? '');
  const mayWrite = useMayWrite(message?.channelId);
  const recipients = message?.error?.recipients;
  if (message === undefined || recipients === undefined) return null;
  const { conversation, text, replyToId } = message;
  const close = (): void => dispatch({ type: 'dialog_closed' });
  const send = (): void => {
    close();
    session.sending.retry(clientId, 'confirmed').catch(notify.failure);
    dispatch({ type: 'composer_wanted', conversation });
  };
  const edit = (): void => {
    close();
    session.drafts.bringBack(me, conversation, { text, replyToId });
    session.sending.discard(clientId).catch(notify.failure);
    dispatch({ type: 'composer_wanted', conversation });
  };
  return (
    <DialogFrame
      title={words.many.question(recipients, message.error?.offDuty ?? 0, place)}
      fits
      actions={
        <>
          {mayWrite && (
            <Button color="inherit" onClick={edit}>
              {words.many.edit}
            </Button>
          )}
          <Button variant="contained" autoFocus onClick={send}>
            {words.send}
          </Button>
        </>
      }
    >
      <p>{plainText(text)}</p>
    </DialogFrame>
  );
}

function placeOf(state: ChatState, key: Parameters<typeof parseConversation>[0], notes: string): string {
  const conversation = parseConversation(key);
  const channelId = conversation?.kind === 'thread' ? state.threads[conversation.id]?.channelId : conversation?.id;
  const channel = channelId === undefined ? undefined : state.channels[channelId];
  if (channel === undefined) return '';
  return markedTitle(channel, titleOf(channel, state, notes));
}
