// Turns a group into a private channel.

import { useEffect, useId, useState, type FormEvent } from 'react';

import { Button } from '../../shared/ui/Button';
import { useSession } from '../../shared/hooks/client';
import frame from '../../shared/ui/DialogFrame.module.css';
import { SettingsFrame } from '../../shared/ui/SettingsFrame';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { useWords } from './dialog-words';
import { NameField, nameProblem, plainName } from './NameField';

export function ConvertGroupDialog({ channelId }: { channelId: number }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const formId = useId();
  const [name, setName] = useState('');
  const [withHistory, setWithHistory] = useState(false);
  const [badName, setBadName] = useState('');

  async function convert(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (plainName(name) === '') return setBadName(words.create.nameMissing);
    try {
      await session.channel.convert(channelId, { name: plainName(name), withHistory });
      dispatch({ type: 'dialog_closed' });
    } catch (thrown) {
      const bad = nameProblem(thrown, words);
      if (bad === null) notify.failure(thrown);
      else setBadName(bad);
    }
  }

  return (
    <SettingsFrame
      title={words.converting.title}
      unsaved={name.trim() !== ''}
      actions={
        <Button type="submit" form={formId} variant="contained">
          {words.converting.submit}
        </Button>
      }
    >
      <p className={frame.hint}>{words.converting.hint}</p>
      <form id={formId} onSubmit={(event) => void convert(event)}>
        {/* A dialog is opened to type into its first field. */}
        <NameField
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          value={name}
          problem={badName}
          onChange={(event) => {
            setName(event.target.value);
            setBadName('');
          }}
        />
        <label className={frame.check}>
          <input type="checkbox" checked={withHistory} onChange={(event) => setWithHistory(event.target.checked)} />
          {words.converting.withHistory}
        </label>
        {withHistory && <Warning channelId={channelId} />}
      </form>
    </SettingsFrame>
  );
}

/** How much new members will see. */
function Warning({ channelId }: { channelId: number }) {
  const { converting } = useWords();
  const session = useSession();
  const [count, setCount] = useState<number | null>(null);
  useEffect(() => {
    session.channel.history(channelId).then(
      ({ messages }) => setCount(messages),
      () => undefined,
    );
  }, [session, channelId]);
  // There from the beginning, so that screen readers announce what comes.
  return (
    <div role="status">{count !== null && <p className={frame.warning}>{converting.shows(count)}</p>}</div>
  );
}
