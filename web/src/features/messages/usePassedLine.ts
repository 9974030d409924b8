// Whether the user is done with the "New" line: it was seen, or they went on without it.

import { useCallback, useState } from 'react';

interface PassedLine {
  /** True once the way to the line is no longer worth offering. */
  passed: boolean;
  pass(): void;
}

/** `sent` is how many of the user's own messages are on their way: who writes has caught up. */
export function usePassedLine(newAfter: number | null, sent: number): PassedLine {
  const [passedAfter, setPassedAfter] = useState<number | null>(null);
  const [sentBefore, setSentBefore] = useState(sent);
  if (sent !== sentBefore) {
    setSentBefore(sent);
    if (sent > sentBefore) setPassedAfter(newAfter);
  }
  return { passed: newAfter !== null && passedAfter === newAfter, pass: useCallback(() => setPassedAfter(newAfter), [newAfter]) };
}
