// Other messages around the one that a ticket is made from: those that are ticked are quoted, and refer to the ticket, too.

import { plainText } from '../../core/formatting/plain';
import type { Message } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { namedIn } from '../../shared/words/gist';
import { dayAndTime } from '../../shared/words/times';
import { useWords } from './card-words';
import styles from './CreateTicketDialog.module.css';

interface MessagesFieldProps {
  messages: readonly Message[];
  chosen: ReadonlySet<number>;
  onToggle(message: Message, on: boolean): void;
}

export function MessagesField({ messages, chosen, onToggle }: MessagesFieldProps) {
  const words = useWords();
  const people = useChat((state) => state.people);
  const now = useNow();
  if (messages.length === 0) return null;
  return (
    <details className={styles.messages}>
      <summary>{words.tickets.addMessages(chosen.size)}</summary>
      {messages.map((message) => (
        <label key={message.id}>
          <input type="checkbox" checked={chosen.has(message.id)} onChange={(event) => onToggle(message, event.target.checked)} />
          <small>{`${nameOf(people, message.userId)} · ${dayAndTime(message.createdAt, now, words)}`}</small>
          <span>{plainText(message.text, message.mentions, namedIn(people)).trim() || (message.files ?? []).map(({ name }) => name).join(', ')}</span>
        </label>
      ))}
    </details>
  );
}
