// Says what happens in a call, for those who do not see it.

import { useEnding } from './CallFacts';
import { useWords } from './call-words';
import { useCalls, useNameOf } from './useCalls';

export function Announcer() {
  const { calls } = useWords();
  const said = useCalls(({ current }) => current?.said ?? null);
  const ending = useEnding();
  const name = useNameOf(said?.user ?? '');
  const text = ending ?? (said === null ? '' : calls.said[said.what](name));
  return (
    <p className="visually-hidden" role="status" data-call-said={said?.id}>
      {text}
    </p>
  );
}
