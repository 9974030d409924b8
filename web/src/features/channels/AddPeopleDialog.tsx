// Adds people to a channel.

import Button from '@mui/material/Button';
import { useEffect, useState } from 'react';

import type { Person } from '../../core/protocol/generated';
import { useSession } from '../client/client';
import { DialogFrame } from '../common/DialogFrame';
import { PeoplePicker } from '../people/PeoplePicker';
import { useNotify, useViewDispatch } from '../view/view';
import { useWords } from '../words/words';

export function AddPeopleDialog({ channelId }: { channelId: number }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const [present, setPresent] = useState<ReadonlySet<string>>(new Set());

  useEffect(() => {
    session.rest
      .members(channelId)
      .then(({ items }) => setPresent(new Set(items.map((member) => member.userId))))
      .catch(() => undefined);
  }, [session, channelId]);

  async function add(): Promise<void> {
    try {
      await Promise.all(chosen.map((person) => session.rest.addMember(channelId, person.username)));
      notify.info(words.members.added(chosen.map((person) => person.displayName)));
      dispatch({ type: 'dialog_closed' });
    } catch (thrown) {
      notify.failure(thrown);
    }
    await session.refreshChannel(channelId).catch(() => undefined);
  }

  const submit = (): void => {
    if (chosen.length > 0) void add();
  };

  return (
    <DialogFrame
      title={words.people.addTitle}
      actions={
        <Button variant="contained" disabled={chosen.length === 0} onClick={submit}>
          {words.members.add}
        </Button>
      }
    >
      <PeoplePicker chosen={chosen} without={present} onChange={setChosen} onSubmit={submit} />
    </DialogFrame>
  );
}
