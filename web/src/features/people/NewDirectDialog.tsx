// Starts a direct conversation with one person, or with several.

import Button from '@mui/material/Button';
import { useState } from 'react';

import type { Person } from '../../core/protocol/generated';
import { personCalled } from '../../core/store/selectors';
import { useSession } from '../client/client';
import { DialogFrame } from '../common/DialogFrame';
import { useNavigate, useNotify } from '../view/view';
import { useWords } from '../words/words';
import { PeoplePicker } from './PeoplePicker';

const NOBODY: ReadonlySet<string> = new Set();

/** `usernames` are chosen from the start. */
export function NewDirectDialog({ usernames }: { usernames: readonly string[] }) {
  const words = useWords();
  const session = useSession();
  const navigate = useNavigate();
  const notify = useNotify();
  const [chosen, setChosen] = useState<readonly Person[]>(() => {
    const { people } = session.store.state;
    return usernames.flatMap((username) => personCalled(people, username) ?? []);
  });

  async function start(): Promise<void> {
    try {
      const channel = await session.openDirect(chosen.map((person) => person.username));
      navigate({ channelId: channel.id, seq: null });
    } catch (thrown) {
      notify.failure(thrown);
    }
  }

  const submit = (): void => {
    if (chosen.length > 0) void start();
  };

  return (
    <DialogFrame
      title={words.people.title}
      actions={
        <Button variant="contained" disabled={chosen.length === 0} onClick={submit}>
          {words.people.start}
        </Button>
      }
    >
      <PeoplePicker chosen={chosen} without={NOBODY} onChange={setChosen} onSubmit={submit} />
    </DialogFrame>
  );
}
