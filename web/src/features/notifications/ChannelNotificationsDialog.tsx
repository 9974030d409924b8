// Which messages of one conversation notify one, and whether it is muted.

import { useState } from 'react';

import type { ChannelView, Notify } from '../../core/protocol/generated';
import { markedTitle, titleOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { Choices } from '../../shared/ui/Choices';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { SettingsFrame, useLeave } from '../../shared/ui/SettingsFrame';
import { in1Hour, tomorrow } from '../../shared/moments/moments';
import { timeOfDay, untilTime } from '../../shared/words/times';
import { useWords } from './pane-words';

/** For how long it is muted; `until` is the time that was chosen earlier. */
type Mute = 'off' | 'until' | 'hour' | 'tomorrow' | 'always';

const MUTES: readonly Mute[] = ['off', 'until', 'hour', 'tomorrow', 'always'];

export function ChannelNotificationsDialog({ channelId }: { channelId: number }) {
  const words = useWords();
  const channel = useChat((state) => state.channels[channelId]);
  // A page that was loaded with this open knows nothing yet.
  const ready = useChat((state) => state.me !== null);
  if (channel === undefined || channel.role === null) return <DialogFrame title={words.ofChannel.title}>{ready && words.channel.gone}</DialogFrame>;
  return <Form channel={channel} />;
}

function Form({ channel }: { channel: ChannelView }) {
  const words = useWords();
  const { ofChannel } = words;
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const title = useChat((state) => titleOf(channel, state, words.notes));
  const now = useNow();
  const [notified] = useState(channel.notify);
  const [chosen, setChosen] = useState<Notify>(notified);
  const was: Mute = !channel.muted ? 'off' : channel.mutedUntil === null ? 'always' : 'until';
  const [muting, setMuting] = useState<Mute | null>(null);
  const morning = tomorrow(now).at;
  const mutes: Record<Mute, [label: string, change: { muted: boolean } | { mutedUntil: number } | object]> = {
    off: [ofChannel.mutes.off, { muted: false }],
    // Chosen already.
    until: [channel.mutedUntil === null ? '' : ofChannel.mutes.until(untilTime(channel.mutedUntil, now, words)), {}],
    hour: [ofChannel.mutes.hour, { mutedUntil: in1Hour(now).at }],
    tomorrow: [ofChannel.mutes.tomorrow(timeOfDay(morning, words)), { mutedUntil: morning }],
    always: [ofChannel.mutes.always, { muted: true }],
  };
  const save = async (): Promise<void> => {
    try {
      await session.prefer(channel.id, { ...(chosen !== channel.notify && { notify: chosen }), ...(muting !== null && muting !== was && mutes[muting][1]) });
      notify.info(ofChannel.saved);
      dispatch({ type: 'dialog_closed' });
    } catch (thrown) {
      notify.failure(thrown);
    }
  };
  return (
    <SettingsFrame
      title={ofChannel.title}
      unsaved={chosen !== notified || (muting ?? was) !== was}
      actions={
        <Button variant="contained" onClick={() => void save()}>
          {words.save}
        </Button>
      }
    >
      <p className={frame.hint}>{markedTitle(channel, title)}</p>
      <Choices<Notify>
        title={ofChannel.which}
        value={chosen}
        onChange={setChosen}
        options={(['all', 'mentions', 'none'] as const).map((which) => [which, ofChannel[which], ofChannel.hints[which]])}
      />
      <Choices<Mute>
        title={ofChannel.mute}
        value={muting ?? was}
        onChange={setMuting}
        options={MUTES.filter((mute) => mute !== 'until' || was === 'until').map((mute) => [mute, mutes[mute][0]])}
      />
      <p className={frame.hint}>{ofChannel.muteHint}</p>
      <AllSettings />
    </SettingsFrame>
  );
}

function AllSettings() {
  const words = useWords();
  const dispatch = useViewDispatch();
  const leave = useLeave();
  return (
    <Button size="small" variant="outlined" onClick={() => leave(() => dispatch({ type: 'dialog_opened', dialog: { name: 'preferences' } }))}>
      {words.settings.open}
    </Button>
  );
}
