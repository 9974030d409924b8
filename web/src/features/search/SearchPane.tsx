// Searching the open conversation. What is not loaded is not searched, and the pane says so.

import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import { channelKey } from '../../core/store/conversation';
import { nameOf } from '../../core/store/selectors';
import { EMPTY_TIMELINE } from '../../core/store/state';
import { useChat } from '../../shared/hooks/client';
import { fullTime, relativeTime } from '../../shared/words/times';
import { useNow } from '../../shared/hooks/useNow';
import { useNavigate } from '../../shared/hooks/view/view';
import { useWords } from './words';
import { piecesOf, search } from './hits';
import styles from './SearchPane.module.css';

const MOST_SHOWN = 100;

export function SearchPane({ channel }: { channel: ChannelView }) {
  const words = useWords();
  const now = useNow();
  const navigate = useNavigate();
  const { messages, hasBefore, hasAfter } = useChat((state) => state.timelines[channelKey(channel.id)] ?? EMPTY_TIMELINE);
  const people = useChat((state) => state.people);
  const [query, setQuery] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  // Whoever types need not wait for what is found.
  const wanted = useDeferredValue(query);
  const found = useMemo(() => search(messages, wanted), [messages, wanted]);
  return (
    <div className={styles.search}>
      <input
        ref={field}
        type="search"
        value={query}
        aria-label={words.search.placeholder}
        placeholder={words.search.placeholder}
        onChange={(event) => setQuery(event.target.value)}
      />
      <p className={styles.scope}>{hasBefore || hasAfter ? words.search.scope(messages.length) : words.search.whole(messages.length)}</p>
      <p className={styles.count} role="status">
        {wanted.trim() !== '' && (found.length === 0 ? words.search.none : words.search.found(found.length, MOST_SHOWN))}
      </p>
      <ul>
        {found.slice(0, MOST_SHOWN).map((message) => (
          <li key={message.id}>
            <button type="button" onClick={() => navigate({ channelId: channel.id, seq: message.seq })}>
              <span className={styles.who}>
                <strong>{nameOf(people, message.userId)}</strong>
                <time title={fullTime(message.createdAt, words)}>{relativeTime(message.createdAt, now, words)}</time>
              </span>
              <span className={styles.hit}>
                {piecesOf(message.text, wanted).map((piece, index) => (index % 2 === 1 ? <mark key={index}>{piece}</mark> : piece))}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
