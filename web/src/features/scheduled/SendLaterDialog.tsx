// When a message is to be sent.

import { useState } from 'react';

import { schedule } from '../../core/session/scheduled';
import { useSession } from '../../shared/hooks/client';
import { loadShortcodes, withEmoji } from '../../shared/hooks/shortcodes';
import { useNotify } from '../../shared/hooks/view/view';
import { parseSlash } from '../../shared/registry/slash';
import type { SendLaterProps } from '../../shared/registry/registry';
import { TimeDialog } from '../../shared/moments/TimeDialog';
import { nextMonday, tomorrow, type Moment } from '../../shared/moments/moments';
import { writtenIn } from '../../shared/writing/pasting';
import { useFutureTime } from '../../shared/moments/useFutureTime';
import { useWords } from './dialog-words';

interface SendLaterDialogProps extends Omit<SendLaterProps, 'disabled'> {
  onClose(): void;
}

export const choices = (now: number): readonly Moment[] => [tomorrow(now), nextMonday(now)].filter(({ at }, index, all) => all.findIndex((other) => other.at === at) === index);

export function SendLaterDialog({ channelId, threadId, text, files, onScheduled, onClose }: SendLaterDialogProps) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const futureTime = useFutureTime();
  const [busy, setBusy] = useState(false);
  async function pick(at: number): Promise<void> {
    if (busy) return;
    setBusy(true);
    try {
      const written = writtenIn(text);
      const slash = parseSlash(written);
      const said = slash?.kind === 'literal' ? slash.text : written;
      if (withEmoji(said) === null) await loadShortcodes();
      await schedule(session, { channelId, threadId, message: withEmoji(said) ?? said, at, ...(files.length > 0 && { fileIds: files.map(({ id }) => id) }) });
      onClose();
      // Once the dialog is gone, which gives the focus back to the button.
      requestAnimationFrame(onScheduled);
      notify.info(words.scheduled.done(futureTime(at)));
    } catch (thrown) {
      // What was written stays in the box.
      notify.failure(thrown);
    } finally {
      setBusy(false);
    }
  }
  return <TimeDialog title={words.scheduled.later} action={words.scheduled.submit} choices={choices} onPick={(at) => void pick(at)} onClose={onClose} />;
}
