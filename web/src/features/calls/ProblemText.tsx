// What went wrong with a device, in words.

import type { Problem } from './media/local';
import { useWords } from './call-words';

export function useProblemText(): (problem: Problem) => string {
  const { calls } = useWords();
  return (problem) => {
    if (problem.kind === 'trouble') return calls.trouble[problem.role][problem.trouble];
    if (problem.kind === 'back') return calls.back(problem.device.label);
    return problem.next === null ? calls.lostAll(problem.label) : calls.lost(problem.label, problem.next);
  };
}
