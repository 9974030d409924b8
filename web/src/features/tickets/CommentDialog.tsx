// Writes a comment on a ticket, with files, for those who see what is internal or for everyone on it.

import { useId, useState, useSyncExternalStore, type ClipboardEvent, type FormEvent } from 'react';

import { asChatError } from '../../core/protocol/errors';
import type { TicketCard } from '../../core/protocol/generated';
import { commentTicket, loadTicket, ticketsOf } from '../../core/session/tickets';
import { useSession } from '../../shared/hooks/client';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { Choices } from '../../shared/ui/Choices';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { useWords } from './card-words';
import { isLike } from './changes';
import { commentFilesOf } from './comment-files';
import { CommentFilesField } from './CommentFilesField';
import { Meanwhile } from './Meanwhile';
import { MultilineField } from './MultilineField';
import { useAttemptKey } from './useAttemptKey';
import { useChangedBy } from './useChangedBy';
import { useDroppedHere } from './useDroppedHere';
import { useKeptText } from '../../shared/hooks/useKeptText';
import { useTicket } from './useTicket';

export function CommentDialog({ ticket: opened }: { ticket: TicketCard }) {
  const { number, title, may = [] } = opened;
  const words = useWords();
  const { tickets } = words;
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const formId = useId();
  const [text, setText, forget] = useKeptText(`comment:${number}`);
  const mayChoose = may.includes('comment_internal') && may.includes('comment');
  // As in Orvale: what is to leave the house is chosen.
  const [readers, setReaders] = useState<'internal' | 'public'>(may.includes('comment_internal') ? 'internal' : 'public');
  const keyFor = useAttemptKey();
  const files = commentFilesOf(session, number);
  const attached = useSyncExternalStore(files.subscribe, () => files.items);
  const over = useDroppedHere((dropped) => files.add(dropped));
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const state = useTicket(number);
  const shown = typeof state === 'object' ? state : opened;
  const others = useChangedBy(opened);
  // One's own comment of a moment ago is no news.
  const changed = !isLike(shown, opened) || (shown.updatedAt !== opened.updatedAt && others !== '');
  const close = (): void => dispatch({ type: 'dialog_closed' });

  async function send(): Promise<void> {
    const fileIds = await files.ids();
    await commentTicket(session, number, { text, internal: readers === 'internal', ...(fileIds.length > 0 && { fileIds }) }, keyFor(`${readers} ${fileIds.join()} ${text}`));
  }

  /** Shows what has changed since what is shown, and returns whether something has. */
  async function isStale(): Promise<boolean> {
    // Whether the ticket can be commented on says the answer to the comment.
    const now = await loadTicket(session, number).catch(() => shown);
    if (isLike(now, shown)) return false;
    ticketsOf(session).learn(number, now);
    return true;
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    if (text.trim() === '' && attached.length === 0) return setMissing(true);
    setBusy(true);
    try {
      if (await isStale()) return setBusy(false);
      await send().catch(async (thrown: unknown) => {
        if (asChatError(thrown).code !== 'not_found' || !(await files.renew())) throw thrown;
        await send();
      });
      forget();
      files.clear();
      close();
      notify.info(tickets.commented(number));
    } catch (thrown) {
      notify.failure(thrown);
    }
    setBusy(false);
  }

  function onPaste(event: ClipboardEvent): void {
    const pasted = [...event.clipboardData.files];
    // Text from an office program comes with a picture of itself.
    if (pasted.length === 0 || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    files.add(pasted);
  }

  return (
    <DialogFrame
      title={tickets.commentNamed(number)}
      fits
      actions={
        <>
          <Button color="inherit" onClick={close}>
            {words.cancel}
          </Button>
          <Button type="submit" form={formId} variant="contained" disabled={busy}>
            {changed ? tickets.commentAnyway : tickets.comment}
          </Button>
        </>
      }
    >
      <p>{title}</p>
      <form id={formId} onSubmit={(event) => void submit(event)} onPaste={onPaste}>
        <MultilineField
          label={tickets.commentText}
          problem={missing ? tickets.commentMissing : null}
          value={text}
          onChange={(next) => {
            setText(next);
            setMissing(false);
          }}
        />
        <CommentFilesField files={files} items={attached} over={over} />
        {mayChoose && (
          <Choices<'internal' | 'public'>
            title={tickets.readers}
            options={[
              ['internal', tickets.internal, tickets.internalHint],
              ['public', tickets.public, tickets.publicHint],
            ]}
            value={readers}
            onChange={setReaders}
          />
        )}
      </form>
      <div role="status">
        {changed && (
          <div className={frame.warning}>
            <Meanwhile seen={opened} now={shown} />
          </div>
        )}
      </div>
    </DialogFrame>
  );
}
