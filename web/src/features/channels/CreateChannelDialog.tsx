// A new public or private channel.

import { useId, useState, type FormEvent } from 'react';

import { Button } from '../../shared/ui/Button';
import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import { useSession } from '../../shared/hooks/client';
import { Choices } from '../../shared/ui/Choices';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { useNavigate } from '../../shared/hooks/view/view';
import { useWords } from './words';
import { NameField, plainName } from './NameField';

type Kind = 'public' | 'private';

export function CreateChannelDialog() {
  const words = useWords();
  const session = useSession();
  const navigate = useNavigate();
  const [kind, setKind] = useState<Kind>('public');
  const [problem, setProblem] = useState<ErrorCode | null>(null);
  const [working, setWorking] = useState(false);
  const formId = useId();
  const topicId = useId();
  const taken = problem === 'conflict';

  async function create(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setWorking(true);
    setProblem(null);
    try {
      const channel = await session.channel.create(plainName(String(form.get('name'))), kind, String(form.get('topic')).trim());
      navigate({ channelId: channel.id, seq: null });
    } catch (thrown) {
      setProblem(asChatError(thrown).code);
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
        <NameField name="name" problem={taken ? words.create.taken : ''} onChange={() => setProblem(null)} />
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
        <p className={frame.problem} role="alert">
          {problem !== null && !taken && words.errors[problem]}
        </p>
      </form>
    </DialogFrame>
  );
}
