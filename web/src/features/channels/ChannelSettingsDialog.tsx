// A channel's name, topic and rules; the ways to leave it, to put it away and to bring it back.

import { useId, useLayoutEffect, useState, type FormEvent } from 'react';

import { Button } from '../../shared/ui/Button';
import type { ChannelSettings, ChannelView } from '../../core/protocol/generated';
import { useChat, useSession } from '../../shared/hooks/client';
import { useRegistry } from '../../shared/registry/registry';
import { Choices } from '../../shared/ui/Choices';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import { useTranslation } from '../../shared/words/words';
import frame from '../../shared/ui/DialogFrame.module.css';
import { SettingsFrame, useLeave } from '../../shared/ui/SettingsFrame';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { useWords as useUnarchiveWords } from '../../shared/words/unarchive-words';
import { useWords } from './dialog-words';
import { ChannelFields } from './ChannelFields';
import { AccessFields, settingsOf, type Access } from './AccessFields';
import { ChannelFacts } from './ChannelFacts';
import { NameField, nameProblem, plainName } from './NameField';
import { rightsIn } from '../../shared/hooks/rights';
import { useBringBack } from '../../shared/hooks/useBringBack';

export function ChannelSettingsDialog({ channelId }: { channelId: number }) {
  const words = useWords();
  const channel = useChat((state) => state.channels[channelId]);
  const permissions = useChat((state) => state.permissions);
  // A page that was loaded with this open knows nothing yet.
  const ready = useChat((state) => state.me !== null);
  const formId = useId();
  const [unsaved, setUnsaved] = useState(false);
  if (channel === undefined) return <DialogFrame title={words.settings.title}>{ready && words.channel.gone}</DialogFrame>;
  const { change } = rightsIn(channel, permissions);
  return (
    <SettingsFrame
      title={words.settings.title}
      unsaved={unsaved}
      actions={
        change && (
          <Button type="submit" form={formId} variant="contained">
            {words.save}
          </Button>
        )
      }
    >
      <p className={frame.hint}>
        {channel.type === 'private' ? words.channel.private : words.channel.public}
        {channel.followsTeam === true && ` · ${words.access.team(channel.teamId ?? '')}`}
      </p>
      {change ? <SettingsForm id={formId} channel={channel} onChange={setUnsaved} /> : <ChannelFacts channel={channel} />}
      {change && <LinksButton channelId={channelId} />}
      <WaysOut channel={channel} />
    </SettingsFrame>
  );
}

function LinksButton({ channelId }: { channelId: number }) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const leave = useLeave();
  return (
    <Button variant="outlined" onClick={() => leave(() => dispatch({ type: 'dialog_opened', dialog: { name: 'invite_links', channelId } }))}>
      {words.access.links}
    </Button>
  );
}

interface SettingsFormProps {
  id: string;
  channel: ChannelView;
  /** Says whether anything is chosen other than it was. */
  onChange(changed: boolean): void;
}

function SettingsForm({ id, channel, onChange }: SettingsFormProps) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const [name, setName] = useState(channel.name);
  const [topic, setTopic] = useState(channel.description);
  const [readOnly, setReadOnly] = useState(channel.readOnly);
  const { channelSettings } = useRegistry();
  const translation = useTranslation();
  /** The options that were chosen here, by setting. */
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const [access, setAccess] = useState<Access>({});
  /** What was chosen in the fields of other features. */
  const [more, setMore] = useState<ChannelSettings>({});
  const [badName, setBadName] = useState('');
  const topicId = useId();
  /** As it was when this was opened: others may change it meanwhile. */
  const [was] = useState(channel);
  const changed =
    name !== was.name ||
    topic !== was.description ||
    readOnly !== was.readOnly ||
    channelSettings.some((setting) => (chosen[setting.name] ?? setting.value(was)) !== setting.value(was)) ||
    settingsOf(was, access).keepHidden === false ||
    Object.entries({ ...access, ...more }).some(([setting, value]) => setting !== 'keepHidden' && value !== was[setting as keyof ChannelView]);
  // Before the next key: Esc right after a letter loses it otherwise.
  useLayoutEffect(() => {
    onChange(changed);
    return () => onChange(false);
  }, [onChange, changed]);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (plainName(name) === '') {
      setBadName(words.create.nameMissing);
      return;
    }
    try {
      const others = channelSettings.map((setting) => setting.settings(chosen[setting.name] ?? setting.value(channel)));
      const settings = Object.assign({ name: plainName(name), description: topic.trim(), readOnly }, ...others, {
        ...settingsOf(channel, access),
        ...more,
      }) as ChannelSettings;
      await session.channel.update(channel.id, settings);
      notify.info(words.settings.saved);
      dispatch({ type: 'dialog_closed' });
    } catch (thrown) {
      const bad = nameProblem(thrown, words);
      if (bad === null) notify.failure(thrown);
      else setBadName(bad);
    }
  }

  return (
    <form id={id} onSubmit={(event) => void save(event)}>
      <NameField
        value={name}
        problem={badName}
        onChange={(event) => {
          setName(event.target.value);
          setBadName('');
        }}
      />
      <label className={frame.label} htmlFor={topicId}>
        {words.settings.topic}
      </label>
      <input
        id={topicId}
        className={frame.field}
        value={topic}
        maxLength={500}
        placeholder={words.settings.noTopic}
        onChange={(event) => setTopic(event.target.value)}
      />
      <label className={frame.check}>
        <input type="checkbox" checked={readOnly} onChange={(event) => setReadOnly(event.target.checked)} />
        {words.settings.readOnly}
      </label>
      {channelSettings.map((setting) => (
        <Choices
          key={setting.name}
          title={setting.title(translation)}
          options={setting.options(translation)}
          value={chosen[setting.name] ?? setting.value(channel)}
          onChange={(option) => setChosen({ ...chosen, [setting.name]: option })}
        />
      ))}
      <ChannelFields channel={channel} chosen={more} onChange={setMore} />
      <AccessFields channel={channel} chosen={access} onChange={setAccess} />
    </form>
  );
}

function WaysOut({ channel }: { channel: ChannelView }) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const permissions = useChat((state) => state.permissions);
  const { archive: unarchiving } = useUnarchiveWords();
  const bringBack = useBringBack(channel);
  const { archive, leave } = rightsIn(channel, permissions);
  const goTo = useLeave();
  const ask = (name: 'leave_channel' | 'archive_channel') => () => goTo(() => dispatch({ type: 'dialog_opened', dialog: { name, channel } }));
  if (!archive && !leave) return null;
  return (
    <div className={frame.dangerZone}>
      {archive && !channel.active && (
        <div>
          <p>{words.settings.unarchiveHint}</p>
          <Button variant="outlined" onClick={() => void bringBack()}>
            {unarchiving.undo}
          </Button>
        </div>
      )}
      {leave && (
        <div>
          <p>{channel.type === 'private' ? words.leaving.private : words.leaving.public}</p>
          <Button color="error" variant="outlined" onClick={ask('leave_channel')}>
            {words.leave}
          </Button>
        </div>
      )}
      {archive && channel.active && (
        <div>
          <p>{words.settings.archiveHint[channel.type === 'private' ? 'private' : 'public']}</p>
          <Button color="error" variant="outlined" onClick={ask('archive_channel')}>
            {words.settings.archive}
          </Button>
        </div>
      )}
    </div>
  );
}
