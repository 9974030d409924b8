// What the user should know of their own side: devices that failed, a browser that is silent, and being muted.

import { mdiClose } from '@mdi/js';

import { Button, IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import styles from './Call.module.css';
import { useQuality } from './CallFacts';
import type { Problem } from './media/local';
import { useProblemText } from './ProblemText';
import type { Other } from './state';
import { useCallCenter, useCalls, useNameOf } from './useCalls';
import { useWords } from './call-words';

const NONE: readonly Problem[] = [];
const NOBODY: readonly Other[] = [];

export function CallProblems() {
  const words = useWords();
  const { calls } = words;
  const center = useCallCenter();
  const problems = useCalls(({ current }) => current?.problems ?? NONE);
  const blocked = useCalls(({ current }) => current?.blocked === true);
  const unheard = useCalls(({ current }) => current?.own.unheard === true);
  const camera = useCalls(({ current }) => current?.own.camera === true);
  const explained = useCalls(({ current }) => current?.explained === true);
  const quality = useQuality();
  const explains = explained || (camera && quality.level === 'unstable');
  const deaf = useCalls(({ current }) => (current?.others ?? []).length > 0 && current?.others.every(({ device }) => !device.hears) === true);
  const [first] = useCalls(({ current }) => current?.others ?? NOBODY);
  const only = useCalls(({ current }) => current?.others.length === 1);
  const name = useNameOf(first?.user ?? '');
  const ended = useCalls(({ current }) => current?.phase === 'ended');
  const textOf = useProblemText();
  if (ended) return null;
  if (!blocked && !unheard && !deaf && problems.length === 0 && !explains) return null;
  return (
    <div className={styles.problems}>
      {blocked && (
        // The click itself is what the browser waits for.
        <button type="button" className={styles.blocked} title={calls.blockedHint}>
          {calls.blocked}
        </button>
      )}
      {deaf && (
        <p className={styles.problem} role="status">
          {only ? calls.said.deaf(name) : calls.allDeaf}
        </p>
      )}
      {unheard && (
        <p className={styles.problem} role="status">
          {calls.unheard}
        </p>
      )}
      {explains && (
        <p className={quality.level === 'excellent' ? styles.note : styles.problem} role="status">
          <span>{quality.text}</span>
          {explained && (
            <IconButton size="small" aria-label={words.close} onClick={() => center.running?.explain(false)}>
              <Icon path={mdiClose} size={16} />
            </IconButton>
          )}
        </p>
      )}
      {problems.map((problem) => (
        <p key={problem.role} className={styles.problem} role="alert">
          <span>{textOf(problem)}</span>
          {problem.kind === 'back' && (
            <Button
              size="small"
              onClick={() => {
                center.running?.dismiss(problem);
                void center.running?.media.choose({ [problem.role]: problem.device.id });
              }}
            >
              {calls.use}
            </Button>
          )}
          <IconButton size="small" aria-label={words.close} onClick={() => center.running?.dismiss(problem)}>
            <Icon path={mdiClose} size={16} />
          </IconButton>
        </p>
      ))}
    </div>
  );
}
