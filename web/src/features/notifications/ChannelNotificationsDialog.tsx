// Which messages of one conversation notify one, and whether it is muted.

import { useState } from 'react';

import type { ChannelView, Notify } from '../../core/protocol/generated';
import { markedTitle, titleOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { Choices } from '../../shared/ui/Choices';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { useWords } from './pane-words';

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
  const [change, setChange] = useState<{ notify?: Notify; muted?: boolean }>({});
  const muted = change.muted ?? channel.muted;
  const save = async (): Promise<void> => {
    try {
      await session.prefer(channel.id, change);
      notify.info(ofChannel.saved);
      dispatch({ type: 'dialog_closed' });
    } catch (thrown) {
      notify.failure(thrown);
    }
  };
  return (
    <DialogFrame
      title={ofChannel.title}
      actions={
        <Button variant="contained" onClick={() => void save()}>
          {words.save}
        </Button>
      }
    >
      <p className={frame.hint}>{markedTitle(channel, title)}</p>
      <Choices<Notify>
        title={ofChannel.which}
        value={change.notify ?? channel.notify}
        onChange={(chosen) => setChange({ ...change, notify: chosen })}
        options={(['all', 'mentions', 'none'] as const).map((which) => [which, ofChannel[which], ofChannel.hints[which]])}
      />
      <label className={frame.check}>
        <input type="checkbox" checked={muted} onChange={(event) => setChange({ ...change, muted: event.target.checked })} />
        {ofChannel.mute}
      </label>
      <p className={frame.hint}>{ofChannel.muteHint}</p>
      <Button size="small" variant="outlined" onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'preferences' } })}>{words.settings.open}</Button>
    </DialogFrame>
  );
}
