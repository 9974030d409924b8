// Who can see a channel and how much of its history, with a warning before the past is revealed.

import { useEffect, useState } from 'react';

import type { ChannelSettings, ChannelView, History, HistoryReport } from '../../core/protocol/generated';
import { useChat, useSession } from '../../shared/hooks/client';
import { rightsIn } from '../../shared/hooks/rights';
import { Choices } from '../../shared/ui/Choices';
import frame from '../../shared/ui/DialogFrame.module.css';
import { useWords } from './dialog-words';

/** What was chosen here; nothing for what stays. */
export type Access = Pick<ChannelSettings, 'type' | 'history' | 'keepHidden'>;

interface AccessFieldsProps {
  channel: ChannelView;
  chosen: Access;
  onChange(access: Access): void;
}

/** Whether a choice shows earlier messages to people who do not see them yet. */
export function reveals(channel: ChannelView, { type, history }: Access): boolean {
  const shows = (history ?? channel.history) === 'all';
  return shows && ((history === 'all' && channel.history !== 'all') || (type === 'public' && channel.type !== 'public'));
}

/** Whether earlier messages were kept hidden, and still are with this choice. */
function keepsHidden(channel: ChannelView, { history }: Access): boolean {
  return channel.hiddenUntil !== undefined && (history ?? channel.history) === 'all';
}

/** What a choice changes, as the server takes it. What is kept hidden is only sent along with what it is about. */
export function settingsOf(channel: ChannelView, { keepHidden = true, ...access }: Access): ChannelSettings {
  if (reveals(channel, access)) return { ...access, keepHidden };
  return keepsHidden(channel, access) && !keepHidden ? { ...access, history: 'all', keepHidden } : access;
}

export function AccessFields({ channel, chosen, onChange }: AccessFieldsProps) {
  const { access } = useWords();
  const permissions = useChat((state) => state.permissions);
  const { archive: owns } = rightsIn(channel, permissions);
  const type = chosen.type ?? channel.type;
  const history = chosen.history ?? channel.history;
  return (
    <>
      {owns && (
        <Choices
          title={access.type}
          options={[
            ['public', access.public, access.publicHint],
            ['private', access.private, access.privateHint],
          ]}
          value={type}
          onChange={(option) => onChange({ ...chosen, type: option })}
        />
      )}
      {channel.type === 'public' && type === 'private' && <p className={frame.hint}>{access.closes}</p>}
      <Choices
        title={access.history}
        options={(['all', 'since_joining'] as const).map((option) => [option, access.histories[option]] as const)}
        value={history}
        onChange={(option: History) => onChange({ ...chosen, history: option })}
      />
      {(reveals(channel, chosen) || keepsHidden(channel, chosen)) && (
        <Earlier
          channel={channel}
          asked={reveals(channel, chosen)}
          keepHidden={chosen.keepHidden ?? true}
          onChange={(keepHidden) => onChange({ ...chosen, keepHidden })}
        />
      )}
    </>
  );
}

interface EarlierProps {
  channel: ChannelView;
  /** True where another choice asks about them; false where they were kept hidden before. */
  asked: boolean;
  keepHidden: boolean;
  onChange(keep: boolean): void;
}

/** Says whether those see the earlier messages who do not see them yet, and lets it be chosen. */
function Earlier({ channel, asked, keepHidden, onChange }: EarlierProps) {
  const { access } = useWords();
  const session = useSession();
  const [report, setReport] = useState<HistoryReport | null>(null);
  useEffect(() => {
    session.channel.history(channel.id).then(setReport, () => setReport(null));
  }, [session, channel.id]);
  const counted = channel.hiddenUntil === undefined ? report : null;
  const hidden = counted === null ? null : channel.history === 'since_joining' ? counted.hiddenMessages : counted.messages - counted.hiddenMessages;
  return (
    <div className={asked || !keepHidden ? frame.warning : undefined} role="status" ref={asked ? scrollTo : undefined}>
      <p className={asked || !keepHidden ? undefined : frame.hint}>{access[keepHidden ? 'keeps' : 'reveals'](hidden)}</p>
      <label className={frame.check}>
        <input type="checkbox" checked={keepHidden} onChange={(event) => onChange(event.target.checked)} />
        {access.keepHidden}
      </label>
    </div>
  );
}

function scrollTo(box: HTMLElement | null): void {
  box?.scrollIntoView?.({ block: 'nearest' });
}
