// Adds people to a channel.

import { useMemo, useState } from 'react';

import { Button } from '../../shared/ui/Button';
import type { Person } from '../../core/protocol/generated';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { useMembers } from '../../shared/hooks/names/names';
import { PeoplePicker } from '../../shared/ui/PeoplePicker';
import { useAddPeople } from '../../shared/hooks/useAddPeople';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { useWords } from './dialog-words';

export function AddPeopleDialog({ channelId }: { channelId: number }) {
  const words = useWords();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const addPeople = useAddPeople(channelId);
  const members = useMembers(channelId, true);
  const present = useMemo(() => new Set(members?.items.map(({ userId }) => userId)), [members]);
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);

  async function add(): Promise<void> {
    setAdding(true);
    const { left, text } = await addPeople(chosen);
    setAdding(false);
    setChosen(left);
    if (left.length > 0) {
      setProblem(text);
      return;
    }
    notify.info(text);
    dispatch({ type: 'dialog_closed' });
  }

  const submit = (): void => {
    if (chosen.length > 0 && !adding) void add();
  };

  return (
    <DialogFrame
      title={words.people.addTitle}
      actions={
        <Button variant="contained" disabled={chosen.length === 0 || adding} onClick={submit}>
          {words.members.add}
        </Button>
      }
    >
      {problem !== null && (
        <p className={frame.problem} role="alert">
          {problem}
        </p>
      )}
      <PeoplePicker chosen={chosen} without={present} onChange={setChosen} onSubmit={submit} />
    </DialogFrame>
  );
}
