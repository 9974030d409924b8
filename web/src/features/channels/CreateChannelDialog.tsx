// A new public or private channel.

import Button from '@mui/material/Button';
import { useId, useState, type FormEvent } from 'react';

import { asChatError } from '../../core/protocol/errors';
import { useSession } from '../client/client';
import { Choices } from '../common/Choices';
import { DialogFrame } from '../common/DialogFrame';
import frame from '../common/DialogFrame.module.css';
import { useNavigate } from '../view/view';
import { useWords } from '../words/words';

type Kind = 'public' | 'private';

export function CreateChannelDialog() {
  const words = useWords();
  const session = useSession();
  const navigate = useNavigate();
  const [kind, setKind] = useState<Kind>('public');
  const [problem, setProblem] = useState('');
  const [working, setWorking] = useState(false);
  const formId = useId();
  const nameId = useId();
  const topicId = useId();

  async function create(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setWorking(true);
    setProblem('');
    try {
      const name = String(form.get('name')).trim().replace(/^#/, '');
      const channel = await session.rest.createChannel(name, kind, String(form.get('topic')).trim());
      session.store.dispatch({ type: 'channel_learned', channel });
      navigate({ channelId: channel.id, seq: null });
    } catch (thrown) {
      const error = asChatError(thrown);
      setProblem(error.code === 'offline' ? words.errors.offline : error.message);
      setWorking(false);
    }
  }

  return (
    <DialogFrame
      title={words.create.title}
      actions={
        <Button type="submit" form={formId} variant="contained" disabled={working}>
          {words.create.submit}
        </Button>
      }
    >
      <form id={formId} onSubmit={(event) => void create(event)}>
        <label className={frame.label} htmlFor={nameId}>
          {words.create.name}
        </label>
        <input id={nameId} name="name" className={frame.field} required maxLength={80} autoComplete="off" />
        <p className={frame.hint}>{words.create.nameHint}</p>
        <label className={frame.label} htmlFor={topicId}>
          {words.create.topic}
        </label>
        <input id={topicId} name="topic" className={frame.field} maxLength={500} autoComplete="off" />
        <Choices<Kind>
          title={words.create.kind}
          value={kind}
          onChange={setKind}
          options={[
            ['public', words.create.public],
            ['private', words.create.private],
          ]}
        />
        <p className={frame.problem} role="alert">
          {problem}
        </p>
      </form>
    </DialogFrame>
  );
}
