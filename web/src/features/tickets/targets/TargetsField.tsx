// The target of each priority, for all teams or for one of them.

import { useId, useState } from 'react';

import frame from '../../../shared/ui/DialogFrame.module.css';
import { useWords } from '../card-words';
import { priorityName } from '../naming';
import { SelectField } from '../SelectField';
import { useTicketChoices } from '../useTicketChoices';
import { amountIn, prioritiesIn, teamsIn, withAmount, type Amount, type Draft, type Problem, type Unit } from './draft';
import styles from './Targets.module.css';
import { useFocusOnMistake } from './useFocusOnMistake';

interface TargetsFieldProps {
  draft: Draft;
  problem: Problem | null;
  onChange(draft: Draft): void;
}

export function TargetsField({ draft, problem, onChange }: TargetsFieldProps) {
  const words = useWords();
  const { targets } = words.tickets;
  const { teams } = useTicketChoices();
  const [chosen, choose] = useState('');
  const wrong = problem !== null && typeof problem === 'object' && 'priority' in problem ? problem : null;
  // A mistake is shown where it is.
  const [shownFor, setShownFor] = useState(wrong);
  if (wrong !== shownFor) {
    setShownFor(wrong);
    if (wrong !== null) choose(wrong.team);
  }
  const own = teamsIn(draft);
  const names = new Map([...own.map((id) => [id, id] as const), ...teams.map(({ id, name }) => [id, name] as const)]);
  const options = [...names].map(([id, name]) => [id, own.includes(id) ? targets.ownOf(name) : name] as const);
  return (
    <>
      {options.length > 0 && <SelectField label={targets.team} value={chosen} options={[['', targets.allTeams], ...options]} onChange={choose} />}
      <div className={styles.targets}>
        {prioritiesIn(draft).map((priority) => (
          <Target
            key={`${chosen} ${priority}`}
            name={priorityName(priority, words)}
            amount={amountIn(draft, chosen, priority)}
            inherited={chosen === '' ? null : amountIn(draft, '', priority)}
            wrong={wrong?.team === chosen && wrong.priority === priority}
            onChange={(amount) => onChange(withAmount(draft, chosen, priority, amount))}
          />
        ))}
      </div>
    </>
  );
}

interface TargetProps {
  name: string;
  amount: Amount;
  /** What holds for all teams; `null` where that is edited. */
  inherited: Amount | null;
  wrong: boolean;
  onChange(amount: Amount): void;
}

const UNITS: readonly Unit[] = ['hours', 'minutes'];

function Target({ name, amount, inherited, wrong, onChange }: TargetProps) {
  const { targets } = useWords().tickets;
  const id = useId();
  const field = useFocusOnMistake(wrong);
  const empty = inherited === null || inherited.value.trim() === '' ? targets.none : targets.asAll(`${inherited.value} ${targets.units[inherited.unit]}`);
  return (
    <div className={styles.target} role="group" aria-label={name}>
      <label htmlFor={id}>{name}</label>
      <input
        id={id}
        className={frame.field}
        inputMode="decimal"
        placeholder={empty}
        aria-invalid={wrong}
        aria-describedby={wrong ? `${id}-problem` : undefined}
        ref={field}
        value={amount.value}
        onChange={({ target }) => onChange({ ...amount, value: target.value })}
      />
      <select className={frame.field} aria-label={targets.unitOf(name)} value={amount.unit} onChange={({ target }) => onChange({ ...amount, unit: UNITS.find((unit) => unit === target.value) ?? 'hours' })}>
        {UNITS.map((unit) => (
          <option key={unit} value={unit}>
            {targets.units[unit]}
          </option>
        ))}
      </select>
      {wrong && (
        <p id={`${id}-problem`} className={frame.fieldProblem} role="alert">
          {targets.wrongLength}
        </p>
      )}
    </div>
  );
}
