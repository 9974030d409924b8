// Starts a direct conversation with one person, or with several.

import { useState } from 'react';

import { Button } from '../../shared/ui/Button';
import type { Person } from '../../core/protocol/generated';
import { personCalled } from '../../core/store/selectors';
import { useSession } from '../../shared/hooks/client';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import { useWords } from '../../shared/words/picking-words';
import { PeoplePicker } from '../../shared/ui/PeoplePicker';
import { useTalkTo } from '../../shared/hooks/useTalkTo';

const NOBODY: ReadonlySet<string> = new Set();

const NONE: readonly string[] = [];

/** `chosen` are the user names to begin with. */
export function NewDirectDialog({ chosen: usernames = NONE }: { chosen?: readonly string[] }) {
  const words = useWords();
  const session = useSession();
  const talkTo = useTalkTo();
  const [chosen, setChosen] = useState<readonly Person[]>(() => {
    const { people } = session.store.state;
    return usernames.flatMap((username) => personCalled(people, username) ?? []);
  });

  const submit = (): void => {
    if (chosen.length > 0) talkTo(chosen.map((person) => person.username));
  };

  return (
    <DialogFrame
      title={words.picking.title}
      actions={
        <Button variant="contained" disabled={chosen.length === 0} onClick={submit}>
          {words.picking.start}
        </Button>
      }
    >
      <PeoplePicker chosen={chosen} without={NOBODY} onChange={setChosen} onSubmit={submit} />
    </DialogFrame>
  );
}
