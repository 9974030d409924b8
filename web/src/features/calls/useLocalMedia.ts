// Camera and microphone of a view, with what went wrong with them.

import { useEffect, useState, useSyncExternalStore } from 'react';

import type { LocalMedia, LocalState, Problem } from './media/local';

export function useLocalMedia(media: LocalMedia): { state: LocalState; problems: readonly Problem[] } {
  const state = useSyncExternalStore(
    (listener) => media.subscribe(listener),
    () => media.state,
  );
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  useEffect(() => media.onProblem((problem) => setProblems((before) => [...before.filter(({ role }) => role !== problem.role), problem])), [media]);
  const left = problems.filter((problem) => problem.kind !== 'trouble' || problem.role === 'screen' || state.tracks[problem.role] === null);
  return { state, problems: left };
}
