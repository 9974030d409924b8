// Finding people by name, user name or team, and choosing some of them.

import { mdiCheck, mdiClose } from '@mdi/js';
import { useState, type KeyboardEvent } from 'react';

import { fold } from '../../core/formatting/fold';
import { isComposing } from '../../core/keyboard/composing';
import type { Person } from '../../core/protocol/generated';
import type { ChatState } from '../../core/store/state';
import { calledIn } from '../../core/store/selectors';
import { useChat, useSession } from '../hooks/client';
import frame from './DialogFrame.module.css';
import { Icon } from './Icon';
import { useTeamNames } from '../hooks/names/teams';
import { useCombobox } from '../hooks/useCombobox';
import { usePages } from '../hooks/usePages';
import { PersonFace } from './PersonFace';
import { useWords } from '../words/picking-words';
import styles from './PeoplePicker.module.css';

interface PeoplePickerProps {
  chosen: readonly Person[];
  /** User names that cannot be chosen, e.g. those who are in the channel already. */
  without: ReadonlySet<string>;
  onChange(chosen: readonly Person[]): void;
  /** Enter while there is nothing left to choose. */
  onSubmit(): void;
}

export function PeoplePicker({ chosen, without, onChange, onSubmit }: PeoplePickerProps) {
  const words = useWords();
  const session = useSession();
  const known = useChat((state) => state.people);
  const [query, setQuery] = useState('');
  const pages = usePages(query, (cursor) => session.people(query.trim(), cursor));
  const eligible = ({ username, active }: Person): boolean => active && !without.has(username);
  // Until the answer is there, whoever is known: Enter must not have to wait for it.
  const people = (pages.stale ? matching(known, query) : pages.items).filter(eligible);
  const searching = query.trim() !== '';
  const teamName = useTeamNames(people.some(({ teamId }) => teamId !== null));
  const isChosen = ({ username }: Person): boolean => chosen.some((other) => other.username === username);

  function pick(index: number): void {
    const person = people[index];
    if (person === undefined) return;
    onChange(toggled(chosen, person));
    if (searching) ask('');
  }

  const combobox = useCombobox({
    keys: people.map(({ username }) => username),
    // Enter adds: nobody who is chosen is taken out by looking for them again.
    first: searching ? people.findIndex((person) => !isChosen(person)) : -1,
    onPick: pick,
    onSubmit: () => !searching && onSubmit(),
  });

  function ask(next: string): void {
    setQuery(next);
    combobox.move(null);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === 'Backspace' && query === '') onChange(chosen.slice(0, -1));
    else if (event.key === 'Escape' && query !== '') {
      // First what was typed goes, then the dialog.
      event.stopPropagation();
      ask('');
    } else combobox.field.onKeyDown(event);
  }

  return (
    <>
      <div className={styles.box}>
        {chosen.map((person) => (
          <button
            key={person.username}
            type="button"
            className={styles.chip}
            aria-label={words.picking.without(calledIn(known, person))}
            onClick={() => onChange(toggled(chosen, person))}
          >
            {calledIn(known, person)}
            <Icon path={mdiClose} size={16} />
          </button>
        ))}
        <input
          {...combobox.field}
          aria-label={words.picking.placeholder}
          placeholder={chosen.length === 0 ? words.picking.placeholder : ''}
          // A dialog with one field is opened to type into it.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          value={query}
          onChange={(event) => ask(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <p className="visually-hidden" role="status">
        {chosen.length > 0 && words.picking.chosen(chosen.length)}
      </p>
      <div className={frame.results}>
        {pages.error !== null && <p className={frame.problem}>{words.errors[pages.error]}</p>}
        {!pages.loading && pages.error === null && people.length === 0 && <p className={frame.none}>{words.picking.none}</p>}
        <div {...combobox.list} aria-label={words.picking.placeholder} aria-multiselectable aria-busy={pages.loading}>
          {people.map((person, index) => {
            const picked = isChosen(person);
            return (
              <div key={person.username} {...combobox.option(index)} aria-selected={picked} className={frame.row}>
                <PersonFace username={person.username} name={person.displayName} />
                <span className={frame.rowWords}>
                  <strong>{person.displayName}</strong>
                  <small>
                    @{person.username}
                    {person.teamId !== null && ` · ${teamName(person.teamId)}`}
                  </small>
                </span>
                {picked && <Icon path={mdiCheck} />}
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}

const MOST_KNOWN = 50;

function matching(known: ChatState['people'], query: string): Person[] {
  const wanted = fold(query.trim());
  return Object.values(known)
    .filter(({ displayName, username, teamId }) => fold(`${displayName} ${username} ${teamId ?? ''}`).includes(wanted))
    .toSorted((one, other) => one.displayName.localeCompare(other.displayName))
    .slice(0, MOST_KNOWN);
}

/** The people with one more or one fewer. */
function toggled(chosen: readonly Person[], person: Person): Person[] {
  const without = chosen.filter((other) => other.username !== person.username);
  return without.length < chosen.length ? without : [...chosen, person];
}
