// Which tickets are listed: of which list, by what is typed, by status, priority, team and assignee, and in which order.

import { mdiMagnify } from '@mdi/js';
import type { KeyboardEvent, ReactNode } from 'react';

import { isComposing } from '../../core/keyboard/composing';
import { useChat } from '../../shared/hooks/client';
import { Icon } from '../../shared/ui/Icon';
import { useWords } from './card-words';
import { priorityName, statusName } from './naming';
import { useAssignees } from './useAssignees';
import { useTicketChoices } from './useTicketChoices';
import { SORTS, UNFINISHED, type ListChoice, type ListName } from './useTicketList';
import styles from './TicketList.module.css';

interface TicketFiltersProps {
  choice: ListChoice;
  choose(change: Partial<ListChoice>): void;
  /** Moves the focus into the list. */
  onEnterList(): void;
}

export function TicketFilters({ choice, choose, onEnterList }: TicketFiltersProps) {
  const words = useWords();
  const { tickets } = words;
  const inTeam = useChat((state) => (state.me?.teamId ?? null) !== null);
  const { teams } = useTicketChoices();
  const assignees = useAssignees(choice.assignee);
  const lists: readonly (readonly [ListName, string])[] = [
    ['mine', tickets.mine],
    ...(inTeam ? ([['team', tickets.ofTeam]] as const) : []),
    ['unassigned', tickets.unassigned],
    ['all', tickets.all],
  ];
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    onEnterList();
  }
  return (
    <div className={styles.filters}>
      <div className={styles.lists} role="group" aria-label={tickets.list}>
        {lists.map(([list, label]) => (
          <button key={list} type="button" aria-pressed={choice.list === list} onClick={() => choose({ list })} onKeyDown={onKeyDown}>
            {label}
          </button>
        ))}
      </div>
      <label className={styles.search}>
        <Icon path={mdiMagnify} size={18} />
        <input type="search" aria-label={tickets.search} placeholder={tickets.search} value={choice.query} onChange={(event) => choose({ query: event.target.value })} onKeyDown={onKeyDown} />
      </label>
      <div className={styles.selects}>
        <Select label={tickets.status} value={choice.status} onChange={(status) => choose({ status })}>
          <option value={UNFINISHED}>{tickets.unfinished}</option>
          <option value="">{tickets.anyStatus}</option>
          {Object.keys(tickets.statuses).map((status) => (
            <option key={status} value={status}>
              {statusName(status, words)}
            </option>
          ))}
        </Select>
        <Select label={tickets.priority} value={choice.priority} onChange={(priority) => choose({ priority })}>
          <option value="">{tickets.anyPriority}</option>
          {Object.keys(tickets.priorities)
            .toReversed()
            .map((priority) => (
              <option key={priority} value={priority}>
                {priorityName(priority, words)}
              </option>
            ))}
        </Select>
        {choice.list !== 'team' && teams.length > 1 && (
          <Select label={tickets.team} value={choice.team} onChange={(team) => choose({ team })}>
            <option value="">{tickets.anyTeam}</option>
            {teams.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
        {choice.list !== 'unassigned' && (
          <Select label={tickets.assignee} value={choice.assignee} onChange={(assignee) => choose({ assignee })}>
            <option value="">{tickets.anyAssignee}</option>
            {assignees.map(({ username, displayName }) => (
              <option key={username} value={username}>
                {displayName}
              </option>
            ))}
          </Select>
        )}
        <Select label={tickets.sort} value={choice.sort} onChange={(sort) => choose({ sort: SORTS.find((one) => one === sort) ?? 'created' })}>
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {tickets.sorts[sort]}
            </option>
          ))}
        </Select>
      </div>
    </div>
  );
}

interface SelectProps {
  label: string;
  value: string;
  onChange(value: string): void;
  children: ReactNode;
}

function Select({ label, value, onChange, children }: SelectProps) {
  return (
    <select className={styles.select} aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      {children}
    </select>
  );
}
