// Asks before everything that is unread anywhere is marked as read.

import { anyUnread } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNotify } from '../../shared/hooks/view/view';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import { useWords } from './pane-words';

export function MarkAllReadDialog() {
  const { markAll } = useWords();
  const session = useSession();
  const notify = useNotify();
  const unread = useChat((state) => anyUnread(state) || state.unreadThreads > 0 || state.unreadNotifications > 0 || Object.values(state.channels).some(({ unreadCount }) => unreadCount > 0));
  if (!unread) {
    return (
      <DialogFrame title={markAll.action} fits>
        <p>{markAll.nothing}</p>
      </DialogFrame>
    );
  }
  const confirm = async (): Promise<void> => {
    await (await session.notifications()).markAllRead();
    notify.info(markAll.done);
  };
  return (
    <ConfirmDialog question={markAll.question} action={markAll.action} harmless onConfirm={confirm}>
      <p>{markAll.hint}</p>
    </ConfirmDialog>
  );
}
