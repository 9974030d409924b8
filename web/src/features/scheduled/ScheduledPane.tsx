// The messages that the user will send later, those that were not sent first: each can be changed, sent at once or deleted.

import { mdiClockEditOutline, mdiDeleteOutline, mdiPencilOutline, mdiSendOutline } from '@mdi/js';
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';

import { ChatError, chatErrorFrom } from '../../core/protocol/errors';
import type { Scheduled } from '../../core/protocol/generated';
import { reschedule, sendScheduled, unschedule } from '../../core/session/scheduled';
import { titleOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { usePublicChannels } from '../../shared/hooks/names/names';
import { useKeptText } from '../../shared/hooks/useKeptText';
import { useNow } from '../../shared/hooks/useNow';
import { useNavigate, useNotify } from '../../shared/hooks/view/view';
import { useRegistry } from '../../shared/registry/registry';
import { Button, IconButton } from '../../shared/ui/Button';
import frame from '../../shared/ui/DialogFrame.module.css';
import { Icon } from '../../shared/ui/Icon';
import { besideItem, Place } from '../../shared/ui/MessageItem';
import { PaneList } from '../../shared/ui/PaneList';
import { TextArea } from '../../shared/ui/TextArea';
import { offerChanges } from '../../shared/ui/useUndo';
import { TimeDialog } from '../../shared/moments/TimeDialog';
import { reasonOf } from '../../shared/words/reasons';
import { fullTime, relativeTime } from '../../shared/words/times';
import { useTranslation } from '../../shared/words/words';
import { openFence } from '../../core/formatting/fence';
import { writtenIn } from '../../core/formatting/written';
import { isComposing } from '../../core/keyboard/composing';
import { byTouch } from '../../shared/hooks/touch';
import { useFutureTime } from '../../shared/moments/useFutureTime';
import { useWords } from './dialog-words';
import { choices } from './SendLaterDialog';
import styles from './ScheduledPane.module.css';

export function ScheduledPane() {
  const words = useWords();
  const scheduled = useChat((state) => state.scheduled);
  const known = useChat((state) => state.scheduledKnown);
  const failed = scheduled.filter(({ error }) => error !== undefined);
  const waiting = scheduled.filter(({ error }) => error === undefined);
  return (
    <PaneList none={words.scheduled.none} hint={words.scheduled.noneHint} loading={!known}>
      {[...failed, ...waiting].map((item) => (
        <Item key={item.id} item={item} />
      ))}
    </PaneList>
  );
}

type Doing = 'nothing' | 'editing' | 'deleting' | 'moving';

function Item({ item }: { item: Scheduled }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const me = useChat((state) => state.me?.username ?? '');
  const { Files } = useRegistry().views;
  const [doing, setDoing] = useState<Doing>('nothing');
  const end = (): void => setDoing('nothing');
  const row = useRef<HTMLLIElement>(null);
  useFocusKept(row, doing);
  const known = useChat(({ channels }) => channels[item.channelId] !== undefined);
  /** Once a failed one is dealt with, there is nothing left to read about it. */
  async function dealWith(done: Promise<unknown>, then: () => void): Promise<void> {
    await done;
    then();
    if (item.error === undefined) return;
    const notifications = await session.notifications();
    await notifications.readOfScheduled(item.id);
  }
  /** Takes the item from the list: the focus goes to the one beside it. */
  const take = (done: Promise<unknown>): void => {
    const next = row.current === null ? null : besideItem(row.current);
    dealWith(done, () => next?.focus()).catch(notify.failure);
  };
  return (
    <li ref={row} className={styles.item}>
      <Head item={item} />
      {doing === 'editing' ? (
        <EditText item={item} onSave={(message, confirmed) => reschedule(session, item.id, { message, ...(confirmed && { confirmed }) })} onEmpty={() => setDoing('deleting')} onEnd={end} onAgain={() => setDoing('editing')} />
      ) : (
        <p className={styles.text}>{item.message}</p>
      )}
      {item.files !== undefined && item.files.length > 0 && Files !== undefined && <Files files={item.files} author={me} />}
      {doing === 'deleting' && (
        <div className={styles.question} role="group" aria-label={words.scheduled.deleteQuestion}>
          <span>{words.scheduled.deleteQuestion}</span>
          <Button size="small" onClick={end}>
            {words.cancel}
          </Button>
          <Button size="small" variant="contained" color="error" autoFocus onClick={() => take(unschedule(session, item.id))}>
            {words.scheduled.delete}
          </Button>
        </div>
      )}
      {(doing === 'nothing' || doing === 'moving') && (
        <div className={styles.actions}>
          <Action does="editing" icon={mdiPencilOutline} label={words.scheduled.edit} onClick={() => setDoing('editing')} />
          {known && (
            <>
              <Action does="moving" icon={mdiClockEditOutline} label={words.scheduled.time} onClick={() => setDoing('moving')} />
              <Action icon={mdiSendOutline} label={words.scheduled.sendNow} onClick={() => take(sendScheduled(session, item))} />
            </>
          )}
          <Action does="deleting" icon={mdiDeleteOutline} label={words.scheduled.delete} onClick={() => setDoing('deleting')} />
        </div>
      )}
      {doing === 'moving' && (
        <Moving item={item} onPick={(at) => void dealWith(reschedule(session, item.id, { at }), end).catch(notify.failure)} onEnd={end} />
      )}
    </li>
  );
}

/** Returns the focus to the button after editing, or after cancelling a deletion. */
function useFocusKept(row: RefObject<HTMLElement | null>, doing: Doing): void {
  const before = useRef(doing);
  useEffect(() => {
    const done = before.current;
    before.current = doing;
    if (doing === 'nothing' && done !== doing && document.activeElement === document.body) row.current?.querySelector<HTMLElement>(`[data-does=${done}]`)?.focus();
  }, [row, doing]);
}

function Action({ does, icon, label, onClick }: { does?: Doing; icon: string; label: string; onClick(): void }) {
  return (
    <IconButton size="small" data-does={does} aria-label={label} title={label} onClick={onClick}>
      <Icon path={icon} size={18} />
    </IconButton>
  );
}

/** Where it goes and when, or why it did not. */
function Head({ item: { channelId, threadId, at, error } }: { item: Scheduled }) {
  const words = useWords();
  const now = useNow();
  const futureTime = useFutureTime();
  const navigate = useNavigate();
  const title = useChat((state) => {
    const channel = state.channels[channelId];
    return channel === undefined ? null : titleOf(channel, state, words.notes);
  });
  // Of a channel that was left the server says more than that it cannot be read: a public one can be joined again.
  const left = title === null && error?.code === 'forbidden';
  const other = usePublicChannels(left).find(({ id }) => left && id === channelId);
  const place = title ?? (other === undefined ? null : `#${other.name}`);
  const open = (): void => navigate({ channelId, seq: null }, 'new', threadId === undefined ? undefined : { name: 'thread', threadId, seq: null });
  return (
    <>
      <div className={styles.head}>
        {place === null ? (
          <span>{words.scheduled.lost}</span>
        ) : (
          <button type="button" className={styles.place} aria-label={words.scheduled.open(place)} onClick={open}>
            {title === null ? <span>{place}</span> : <Place channelId={channelId} />}
            {threadId !== undefined && <span>· {words.scheduled.inThread}</span>}
          </button>
        )}
        {error === undefined && <time title={fullTime(at, words)}>{words.scheduled.at(futureTime(at))}</time>}
      </div>
      {error !== undefined && (
        <p className={styles.failed}>
          {words.scheduled.failed(relativeTime(at, now, words))} {title === null && !left ? words.channel.gone : reasonOf(chatErrorFrom(error), words)}
        </p>
      )}
    </>
  );
}

interface EditTextProps {
  item: Scheduled;
  onSave(message: string, confirmed: boolean): Promise<unknown>;
  /** Nothing is left of it. */
  onEmpty(): void;
  onEnd(): void;
  /** What was given up is to be changed after all. */
  onAgain(): void;
}

function EditText({ item, onSave, onEmpty, onEnd, onAgain }: EditTextProps) {
  const words = useWords();
  const notify = useNotify();
  const translation = useTranslation();
  // Outlives the pane, which a click elsewhere closes.
  const [text, setText, forget] = useKeptText(`scheduled:${item.id}`, item.message);
  /** How many people the text would notify, which saving it again confirms. */
  const [recipients, setRecipients] = useState<number | null>(null);
  const save = (): void => {
    const changed = writtenIn(text);
    // Files can stand without a text.
    if (changed === '' && !item.files?.length) {
      forget();
      onEmpty();
      return;
    }
    const saved = (): void => {
      forget();
      onEnd();
    };
    onSave(changed, recipients !== null).then(saved, (thrown: unknown) => {
      if (thrown instanceof ChatError && thrown.recipients !== null) setRecipients(thrown.recipients);
      else notify.failure(thrown);
    });
  };
  const giveUp = (): void => {
    forget();
    onEnd();
    if (text === item.message) return;
    offerChanges(notify, translation, () => {
      setText(text);
      onAgain();
    });
  };
  const limit = useChat((state) => state.limits.messageCharacters);
  const ready = [...text].length <= limit;
  return (
    <>
      <TextArea
        className={frame.field}
        aria-label={words.scheduled.text}
        // It is what was asked for.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        rows={3}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setRecipients(null);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            giveUp();
          } else if (saves(event)) {
            event.preventDefault();
            if (ready) save();
          }
        }}
      />
      <div className={styles.question}>
        {recipients !== null ? <span role="alert">{words.scheduled.notifiesMany(recipients)}</span> : !byTouch() && <span className={styles.hint}>{words.scheduled.editHint}</span>}
        <Button size="small" onClick={giveUp}>
          {words.cancel}
        </Button>
        <Button size="small" variant="contained" disabled={!ready} onClick={save}>
          {words.save}
        </Button>
      </div>
    </>
  );
}

/** As in a message that is edited: Enter saves, except in code, on a touch screen and while it ends a composition. */
function saves(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
  if (event.key !== 'Enter' || event.shiftKey || isComposing(event.nativeEvent)) return false;
  const { value, selectionStart } = event.currentTarget;
  return event.ctrlKey || event.metaKey || (!byTouch() && openFence(value.slice(0, selectionStart)) === null);
}

function Moving({ item, onPick, onEnd }: { item: Scheduled; onPick(at: number): void; onEnd(): void }) {
  const words = useWords();
  return <TimeDialog title={words.scheduled.time} action={words.save} choices={choices} initial={item.at} onPick={onPick} onClose={onEnd} />;
}
