// A channel's name, topic and rules; leaving it; putting it away and bringing it back.

import Button from '@mui/material/Button';
import { useId, useState } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import type { ChannelSettings } from '../../core/rest/client';
import { isManager } from '../../core/store/selectors';
import { useChat, useSession } from '../client/client';
import { DialogFrame } from '../common/DialogFrame';
import frame from '../common/DialogFrame.module.css';
import { useNavigate, useNotify, useViewDispatch } from '../view/view';
import { useWords } from '../words/words';

export function ChannelSettingsDialog({ channelId }: { channelId: number }) {
  const words = useWords();
  const channel = useChat((state) => state.channels[channelId]);
  if (channel === undefined) return <DialogFrame title={words.settings.title}>{words.channel.gone}</DialogFrame>;
  return <Settings channel={channel} />;
}

function Settings({ channel }: { channel: ChannelView }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const navigate = useNavigate();
  const dispatch = useViewDispatch();
  const permissions = useChat((state) => state.permissions);
  const manager = isManager(channel, permissions);
  const mayArchive = channel.role === 'owner' || permissions.includes('chat.manage_channels');
  const [name, setName] = useState(channel.name);
  const [topic, setTopic] = useState(channel.description);
  const [readOnly, setReadOnly] = useState(channel.readOnly);
  const nameId = useId();
  const topicId = useId();

  async function change(settings: ChannelSettings): Promise<void> {
    try {
      const changed = await session.rest.updateChannel(channel.id, settings);
      session.store.dispatch({ type: 'channel_learned', channel: changed });
      notify.info(words.settings.saved);
      dispatch({ type: 'dialog_closed' });
    } catch (thrown) {
      notify.failure(thrown);
    }
  }

  async function leave(): Promise<void> {
    try {
      await session.leave(channel.id);
      navigate({ channelId: null, seq: null });
    } catch (thrown) {
      notify.failure(thrown);
    }
  }

  return (
    <DialogFrame
      title={words.settings.title}
      actions={
        <>
          {channel.role !== null && (
            <Button color="error" onClick={() => void leave()}>
              {words.channel.leave}
            </Button>
          )}
          {manager && (
            <Button variant="contained" onClick={() => void change({ name: name.trim(), description: topic.trim(), readOnly })}>
              {words.save}
            </Button>
          )}
        </>
      }
    >
      <p className={frame.hint}>{channel.type === 'private' ? words.channel.private : words.channel.public}</p>
      <label className={frame.label} htmlFor={nameId}>
        {words.settings.name}
      </label>
      <input id={nameId} className={frame.field} value={name} maxLength={80} readOnly={!manager} onChange={(event) => setName(event.target.value)} />
      <label className={frame.label} htmlFor={topicId}>
        {words.settings.topic}
      </label>
      <input
        id={topicId}
        className={frame.field}
        value={topic}
        maxLength={500}
        readOnly={!manager}
        placeholder={words.channel.noTopic}
        onChange={(event) => setTopic(event.target.value)}
      />
      <label className={frame.check}>
        <input type="checkbox" checked={readOnly} disabled={!manager} onChange={(event) => setReadOnly(event.target.checked)} />
        {words.settings.readOnly}
      </label>
      {mayArchive && (
        <>
          <Button color={channel.active ? 'error' : 'primary'} variant="outlined" onClick={() => void change({ active: !channel.active })}>
            {channel.active ? words.settings.archive : words.settings.unarchive}
          </Button>
          <p className={frame.hint}>{words.settings.archiveHint}</p>
        </>
      )}
    </DialogFrame>
  );
}
