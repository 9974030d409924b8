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
      {reveals(channel, chosen) && (
        <Warning channel={channel} keepHidden={chosen.keepHidden ?? true} onChange={(keepHidden) => onChange({ ...chosen, keepHidden })} />
      )}
    </>
  );
}

function Warning({ channel, keepHidden, onChange }: { channel: ChannelView; keepHidden: boolean; onChange(keep: boolean): void }) {
  const { access } = useWords();
  const session = useSession();
  const [report, setReport] = useState<HistoryReport | null>(null);
  useEffect(() => {
    session.channel.history(channel.id).then(setReport, () => setReport(null));
  }, [session, channel.id]);
  const hidden = report === null ? null : channel.history === 'since_joining' ? report.hiddenMessages : report.messages - report.hiddenMessages;
  return (
    <div className={frame.warning} role="status" ref={(box) => box?.scrollIntoView?.({ block: 'nearest' })}>
      <p>{hidden === null ? access.revealsSome : access.reveals(hidden)}</p>
      <label className={frame.check}>
        <input type="checkbox" checked={keepHidden} onChange={(event) => onChange(event.target.checked)} />
        {access.keepHidden}
      </label>
    </div>
  );
}
