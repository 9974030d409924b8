// Whom a call in a channel rings: nobody unless chosen, since everybody there can join.

import { useState } from 'react';

import { fold } from '../../core/formatting/fold';
import { nameOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { useMembers } from '../../shared/hooks/names/names';
import styles from './Preview.module.css';
import { useWords } from './call-words';

/** More than these are not rung. */
export const MOST_RUNG = 50;

interface RingChoiceProps {
  channelId: number;
  chosen: readonly string[];
  onChange(chosen: readonly string[]): void;
}

export function RingChoice({ channelId, chosen, onChange }: RingChoiceProps) {
  const { calls } = useWords();
  const members = useMembers(channelId, true);
  const people = useChat((state) => state.people);
  const me = useChat((state) => state.me?.username);
  const [query, setQuery] = useState('');
  const named = (members?.items ?? []).filter(({ userId }) => userId !== me).map(({ userId }) => [userId, nameOf(people, userId)] as const);
  const found = named.filter(([userId, name]) => chosen.includes(userId) || fold(`${name} ${userId}`).includes(fold(query.trim())));
  const toggle = (userId: string): void => onChange(chosen.includes(userId) ? chosen.filter((one) => one !== userId) : [...chosen, userId]);
  return (
    <fieldset className={styles.ring}>
      <legend>{calls.preview.ring}</legend>
      <input type="search" value={query} placeholder={calls.preview.find} aria-label={calls.preview.find} onChange={(event) => setQuery(event.target.value)} />
      <div className={styles.rung}>
        {found.map(([userId, name]) => (
          <label key={userId} className={styles.check}>
            <input type="checkbox" checked={chosen.includes(userId)} disabled={chosen.length >= MOST_RUNG && !chosen.includes(userId)} onChange={() => toggle(userId)} />
            {name}
          </label>
        ))}
      </div>
      <small>{chosen.length === 0 ? calls.preview.ringNobody : calls.preview.ringSome(chosen.length)}</small>
    </fieldset>
  );
}
