// Past calls: in the open conversation or all of the user's, with what came of them, and a way to call back.

import { mdiPhoneIncomingOutline, mdiPhoneMissed, mdiPhoneOutgoingOutline, mdiPhoneOutline, mdiPound } from '@mdi/js';
import { useId, useState } from 'react';

import type { CallRecord, CallType, ChannelView, Person } from '../../core/protocol/generated';
import type { HistoryFilter } from '../../core/session/calls';
import { markedTitle, titleOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useNavigate, useViewDispatch } from '../../shared/hooks/view/view';
import { Button, IconButton } from '../../shared/ui/Button';
import { ChannelMark } from '../../shared/ui/ChannelMark';
import { Icon } from '../../shared/ui/Icon';
import { PaneEmpty } from '../../shared/ui/PaneEmpty';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { fullTime, relativeTime } from '../../shared/words/times';
import { timeOf } from './CallFacts';
import type { Level } from './media/limits';
import styles from './CallHistory.module.css';
import { PersonFilter } from './PersonFilter';
import { useHistory } from './useHistory';
import { useNameOf } from './useCalls';
import { useWords } from './call-words';

type Which = 'here' | 'all' | 'missed';
const KINDS: readonly CallType[] = ['audio', 'video', 'screen_share'];
const DAY_MS = 86_400_000;

export function CallHistory({ channel }: { channel: ChannelView }) {
  const words = useWords();
  const { list } = words.calls;
  const [which, setWhich] = useState<Which>('here');
  const [kind, setKind] = useState<CallType | ''>('');
  const [person, setPerson] = useState<Person | null>(null);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const filter: HistoryFilter = {
    ...(which === 'here' && { channelId: channel.id }),
    ...(which === 'missed' && { status: 'missed' as const }),
    ...(kind !== '' && { type: kind }),
    ...(person !== null && { with: person.username }),
    ...(from !== '' && { since: startOf(from) }),
    ...(to !== '' && { until: startOf(to) + DAY_MS }),
  };
  const { items, error, more, loading } = useHistory(filter);
  const filtered = which !== 'here' || kind !== '' || from !== '' || to !== '' || person !== null;
  return (
    <div className={styles.pane}>
      <div className={styles.which} role="group" aria-label={list.title}>
        {(['here', 'all', 'missed'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={which === one} onClick={() => setWhich(one)}>
            {list[one]}
          </button>
        ))}
      </div>
      <div className={styles.filters}>
        <Choice label={list.kind} value={kind} onChange={(value) => setKind(KINDS.find((known) => known === value) ?? '')} options={[['', list.any], ['audio', words.calls.audioCall], ['video', words.calls.videoCall], ['screen_share', words.calls.screenCall]]} />
        <PersonFilter person={person} onChange={setPerson} />
        <DateField label={list.from} value={from} onChange={setFrom} />
        <DateField label={list.to} value={to} onChange={setTo} />
      </div>
      {items.length === 0 && <PaneEmpty loading={loading} problem={error === null ? null : words.errors[error]} none={filtered ? list.noneFound : list.none} hint={filtered ? null : list.noneHint} />}
      <ul className={styles.list} aria-label={list.title} aria-busy={loading}>
        {items.map((record) => (
          <Entry key={record.sessionId} record={record} />
        ))}
      </ul>
      {more !== null && (
        <Button variant="outlined" className={styles.more} onClick={more} disabled={loading}>
          {list.more}
        </Button>
      )}
    </div>
  );
}

/** The beginning of a day here. */
function startOf(date: string): number {
  return new Date(`${date}T00:00`).getTime();
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange(value: string): void;
  options: readonly (readonly [string, string])[];
}

function Choice({ label, value, onChange, options }: ChoiceProps) {
  const id = useId();
  return (
    <label htmlFor={id}>
      <span>{label}</span>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function DateField({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  const id = useId();
  return (
    <label htmlFor={id}>
      <span>{label}</span>
      <input id={id} type="date" value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

function Entry({ record }: { record: CallRecord }) {
  const words = useWords();
  const { calls } = words;
  const now = useNow();
  const navigate = useNavigate();
  const dispatch = useViewDispatch();
  const me = useChat((state) => state.me?.username);
  const { channelId, participants, caller, direction, missed, callType, startedAt, duration } = record;
  const others = participants.filter((user) => user !== me);
  const [first = caller] = direction === 'incoming' ? [caller] : others;
  const name = useNameOf(first);
  const people = calls.list.people(name, others.length - 1);
  const channel = useChat((state) => (channelId == null ? undefined : state.channels[channelId]));
  const title = useChat((state) => (channel === undefined ? record.channel?.name ?? '' : titleOf(channel, state, words.notes)));
  const inChannel = record.channel != null && record.channel.type !== 'direct';
  // A group has the names of all who are in it now.
  const isPlace = inChannel || channel?.group === true;
  const place = channel === undefined ? `#${title}` : markedTitle(channel, title);
  const label = isPlace ? calls.list.call(place) : calls.list.back(name);
  const icon = missed ? mdiPhoneMissed : direction === 'incoming' ? mdiPhoneIncomingOutline : mdiPhoneOutgoingOutline;
  const callBack = (): void => {
    if (channelId == null) return;
    navigate({ channelId, seq: null });
    dispatch({ type: 'dialog_opened', dialog: { name: 'call', channelId, callType: callType === 'video' ? 'video' : 'audio' } });
  };
  return (
    <li className={`${styles.entry} ${missed ? styles.missed : ''}`} data-missed={missed || undefined}>
      {inChannel ? (
        <span className={styles.place}>{channel === undefined ? <Icon path={mdiPound} size={18} /> : <ChannelMark channel={channel} />}</span>
      ) : (
        <PersonAvatar username={first} name={name} />
      )}
      <div className={styles.about}>
        <strong>{isPlace ? place : people}</strong>
        {isPlace && <span>{people}</span>}
        <span className={styles.outcome}>
          <Icon path={icon} size={16} />
          {outcomeOf(record, words)}
        </span>
        <span>
          <time dateTime={new Date(startedAt).toISOString()} title={fullTime(startedAt, words)}>
            {relativeTime(startedAt, now, words)}
          </time>
          {duration != null && duration > 0 && ` · ${timeOf(duration)}`}
          {record.quality != null && record.answeredAt != null && record.quality !== 'disconnected' && (
            <>
              {' · '}
              <span className={styles.whole}>{`${calls.quality}: ${calls.levels[record.quality as Level]}`}</span>
            </>
          )}
        </span>
      </div>
      {channel?.role != null && (
        <IconButton aria-label={label} title={label} onClick={callBack}>
          <Icon path={mdiPhoneOutline} />
        </IconButton>
      )}
    </li>
  );
}

function outcomeOf({ missed, direction, answeredAt, callType, endReason, status }: CallRecord, { calls }: ReturnType<typeof useWords>): string {
  if (missed) return calls.list.missedCall;
  // Nobody declined a call that was missed, for which the reason is `declined` where all were in other calls.
  if (answeredAt == null && status === 'missed') return calls.list.noAnswer;
  if (answeredAt == null && endReason === 'declined') return calls.list.declined;
  if (answeredAt == null && direction === 'outgoing') return calls.list.cancelled;
  return callType === 'audio' ? calls.audioCall : callType === 'video' ? calls.videoCall : calls.screenCall;
}
