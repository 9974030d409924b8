// When a message is to be sent.

import { useState } from 'react';

import { plainText } from '../../core/formatting/plain';
import { ChatError } from '../../core/protocol/errors';
import { schedule } from '../../core/session/scheduled';
import { useSession } from '../../shared/hooks/client';
import { loadShortcodes, withEmoji } from '../../shared/hooks/shortcodes';
import { useNotify } from '../../shared/hooks/view/view';
import { parseSlash } from '../../shared/registry/slash';
import type { SendLaterProps } from '../../shared/registry/registry';
import { TimeDialog } from '../../shared/moments/TimeDialog';
import { nextMonday, tomorrow, type Moment } from '../../shared/moments/moments';
import { writtenIn } from '../../core/formatting/written';
import { useFutureTime } from '../../shared/moments/useFutureTime';
import { Button } from '../../shared/ui/Button';
import { DialogFrame } from '../../shared/ui/DialogFrame';
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
  /** A time for a text that notifies many people, which must be confirmed. */
  const [many, setMany] = useState<{ at: number; recipients: number } | null>(null);
  async function pick(at: number, confirmed = false): Promise<void> {
    if (busy) return;
    setBusy(true);
    try {
      const written = writtenIn(text);
      const slash = parseSlash(written);
      const said = slash?.kind === 'literal' ? slash.text : written;
      if (withEmoji(said) === null) await loadShortcodes();
      await schedule(session, { channelId, threadId, message: withEmoji(said) ?? said, at, ...(files.length > 0 && { fileIds: files.map(({ id }) => id) }), ...(confirmed && { confirmed }) });
      onClose();
      // Once the dialog is gone, which gives the focus back to the button.
      requestAnimationFrame(onScheduled);
      notify.info(words.scheduled.done(futureTime(at)));
    } catch (thrown) {
      // What was written stays in the box.
      if (thrown instanceof ChatError && thrown.recipients !== null) setMany({ at, recipients: thrown.recipients });
      else notify.failure(thrown);
    } finally {
      setBusy(false);
    }
  }
  if (many !== null) {
    const confirm = (
      <>
        <Button color="inherit" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button variant="contained" autoFocus disabled={busy} onClick={() => void pick(many.at, true)}>
          {words.scheduled.submit}
        </Button>
      </>
    );
    return (
      <DialogFrame title={words.scheduled.manyQuestion(many.recipients)} fits local onClose={onClose} actions={confirm}>
        <p>{plainText(text)}</p>
      </DialogFrame>
    );
  }
  return <TimeDialog title={words.scheduled.later} action={words.scheduled.submit} choices={choices} onPick={(at) => void pick(at)} onClose={onClose} />;
}
