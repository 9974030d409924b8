// Opens the last message of one's own to be edited, as ↑ does in an empty box.

import { editableSince, mayEdit, outgoingOf } from '../../core/store/selectors';
import { useSession } from '../../shared/hooks/client';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import { useViewDispatch } from '../../shared/hooks/view/view';

export function useEditLast(): () => void {
  const session = useSession();
  const conversation = useConversationKey();
  const dispatch = useViewDispatch();
  return () => {
    const { state } = session.store;
    const { me, timelines } = state;
    // The last one is still on its way: an older one is not what is meant.
    if (outgoingOf(state, conversation).some(({ status }) => status !== 'failed')) return;
    const last = timelines[conversation]?.messages.findLast((message) => mayEdit(message, me, editableSince(state)));
    if (last !== undefined) dispatch({ type: 'edit_started', conversation, messageId: last.id });
  };
}
