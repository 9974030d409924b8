// Finding people by name, user name or team, and choosing some of them.

import { mdiCheck } from '@mdi/js';
import { useState } from 'react';

import type { Person } from '../../core/protocol/generated';
import { useChat, useSession } from '../client/client';
import frame from '../common/DialogFrame.module.css';
import { Icon } from '../common/Icon';
import { PersonAvatar } from '../common/PersonAvatar';
import { usePages } from '../common/usePages';
import { UserPresence } from '../presence/UserPresence';
import { useWords } from '../words/words';

interface PeoplePickerProps {
  chosen: readonly Person[];
  /** User names that cannot be chosen, e.g. those who are in the channel already. */
  without: ReadonlySet<string>;
  onToggle(person: Person): void;
}

export function PeoplePicker({ chosen, without, onToggle }: PeoplePickerProps) {
  const words = useWords();
  const session = useSession();
  const me = useChat((state) => state.me?.username);
  const [query, setQuery] = useState('');
  const pages = usePages(query, (cursor) => session.rest.people(query.trim(), cursor));
  const people = pages.items.filter(({ username, active }) => active && username !== me && !without.has(username));
  return (
    <>
      <input
        className={frame.field}
        type="search"
        aria-label={words.people.placeholder}
        placeholder={words.people.placeholder}
        // A dialog with one field is opened to type into it.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <p className={frame.hint} role="status">
        {chosen.length > 0 && `${words.people.chosen(chosen.length)}: ${chosen.map((person) => person.displayName).join(', ')}`}
      </p>
      {pages.error !== null && <p className={frame.problem}>{words.errors[pages.error]}</p>}
      <ul className={frame.list} aria-busy={pages.loading}>
        {people.map((person) => {
          const picked = chosen.some((other) => other.username === person.username);
          return (
            <li key={person.username}>
              <button type="button" className={frame.row} aria-pressed={picked} onClick={() => onToggle(person)}>
                <PersonAvatar username={person.username} name={person.displayName} />
                <span className={frame.rowWords}>
                  <strong>{person.displayName}</strong>
                  <small>
                    @{person.username}
                    {person.teamId !== null && ` · ${person.teamId}`}
                  </small>
                </span>
                {picked ? <Icon path={mdiCheck} /> : <UserPresence username={person.username} />}
              </button>
            </li>
          );
        })}
      </ul>
      {!pages.loading && pages.error === null && people.length === 0 && <p className={frame.none}>{words.people.none}</p>}
    </>
  );
}

/** The people with one more or one fewer. */
export function toggled(chosen: readonly Person[], person: Person): Person[] {
  const without = chosen.filter((other) => other.username !== person.username);
  return without.length < chosen.length ? without : [...chosen, person];
}
