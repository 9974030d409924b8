// A new public or private channel.

import { useId, useState, type FormEvent } from 'react';

import { Button } from '../../shared/ui/Button';
import { useSession } from '../../shared/hooks/client';
import { Choices } from '../../shared/ui/Choices';
import frame from '../../shared/ui/DialogFrame.module.css';
import { SettingsFrame } from '../../shared/ui/SettingsFrame';
import { useNavigate } from '../../shared/hooks/view/view';
import { reasonOf } from '../../shared/words/reasons';
import { useWords } from './dialog-words';
import { NameField, nameProblem, plainName } from './NameField';
import { TeamField } from './TeamField';

type Kind = 'public' | 'private';

/** Whether anything was typed. */
function isBegun(form: FormData): boolean {
  return `${form.get('name')}${form.get('topic')}`.trim() !== '';
}

export function CreateChannelDialog() {
  const words = useWords();
  const session = useSession();
  const navigate = useNavigate();
  const [kind, setKind] = useState<Kind>('public');
  const [problem, setProblem] = useState<string | null>(null);
  const [badName, setBadName] = useState('');
  const [begun, setBegun] = useState(false);
  const [working, setWorking] = useState(false);
  const formId = useId();
  const topicId = useId();

  async function create(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = plainName(String(form.get('name')));
    setBadName(name === '' ? words.create.nameMissing : '');
    if (name === '') return;
    setWorking(true);
    setProblem(null);
    try {
      const teamId = String(form.get('team') ?? '');
      const channel = await session.channel.create({ name, type: kind, description: String(form.get('topic')).trim(), ...(teamId !== '' && { teamId }) });
      navigate({ channelId: channel.id, seq: null });
    } catch (thrown) {
      const bad = nameProblem(thrown, words);
      if (bad === null) setProblem(reasonOf(thrown, words));
      else setBadName(bad);
      setWorking(false);
    }
  }

  return (
    <SettingsFrame
      title={words.create.title}
      unsaved={begun && !working}
      actions={
        <Button type="submit" form={formId} variant="contained" disabled={working}>
          {words.create.submit}
        </Button>
      }
    >
      <form id={formId} onSubmit={(event) => void create(event)} onInput={({ currentTarget }) => setBegun(isBegun(new FormData(currentTarget)))}>
        {/* A dialog is opened to type into its first field. */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <NameField name="name" autoFocus problem={badName} onChange={() => setBadName('')} />
        <label className={frame.label} htmlFor={topicId}>
          {words.create.topic}
        </label>
        <input id={topicId} name="topic" className={frame.field} maxLength={500} autoComplete="off" />
        <Choices<Kind>
          title={words.create.kind}
          value={kind}
          onChange={setKind}
          options={[
            ['public', words.create.public, words.create.publicHint],
            ['private', words.create.private, words.create.privateHint],
          ]}
        />
        <TeamField name="team" />
        <p className={frame.problem} role="alert">
          {problem}
        </p>
      </form>
    </SettingsFrame>
  );
}
