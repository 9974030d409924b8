// Where in the history of a conversation to go on reading: a day that is often wanted, or one of the calendar.

import { useState } from 'react';

import { positionAt } from '../../core/session/dates';
import { channelIdOf, isThreadKey, type ConversationKey } from '../../core/store/conversation';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useNavigate, useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { Calendar } from '../../shared/ui/Calendar';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import { useWords } from './words';
import styles from './DateDialog.module.css';

interface DateDialogProps {
  conversation: ConversationKey;
  channelId: number | null;
  at: number;
}

export function DateDialog({ conversation, channelId, at }: DateDialogProps) {
  const words = useWords();
  const now = useNow();
  const createdAt = useChat((state) => (channelId === null ? undefined : state.channels[channelId]?.createdAt));
  const [busy, jump] = useJump(conversation);
  const today = new Date(now);
  const back = (days: number, months = 0): number => new Date(today.getFullYear(), today.getMonth() - months, today.getDate() - days).getTime();
  const choices = [
    [words.times.today, back(0)],
    [words.times.yesterday, back(1)],
    [words.dates.lastWeek, back(7)],
    [words.dates.lastMonth, back(0, 1)],
    [words.dates.first, 0],
  ] as const;
  return (
    <DialogFrame title={words.dates.title} width={360} fits>
      <div className={styles.days} aria-busy={busy}>
        <div className={styles.choices}>
          {choices.map(([label, time]) => (
            <Button key={label} size="small" variant="outlined" disabled={busy} onClick={() => jump(time)}>
              {label}
            </Button>
          ))}
        </div>
        <Calendar at={at} first={createdAt} last={now} takesFocus onPick={jump} />
      </div>
    </DialogFrame>
  );
}

function useJump(conversation: ConversationKey): [busy: boolean, jump: (at: number) => void] {
  const session = useSession();
  const navigate = useNavigate();
  const dispatch = useViewDispatch();
  const notify = useNotify();
  const words = useWords();
  const [busy, setBusy] = useState(false);
  async function go(at: number): Promise<void> {
    setBusy(true);
    try {
      const seq = await positionAt(session, conversation, at);
      if (seq === null) notify.info(words.dates.empty);
      else if (isThreadKey(conversation)) dispatch({ type: 'targeted', conversation, seq });
      else navigate({ channelId: channelIdOf(conversation), seq });
      dispatch({ type: 'dialog_closed' });
    } catch (thrown) {
      notify.failure(thrown);
    }
    setBusy(false);
  }

  return [busy, (at) => void go(at)];
}
