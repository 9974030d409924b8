// The reactions under a message, with who gave them.

import { mdiEmoticonPlusOutline } from '@mdi/js';

import type { Message } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { Icon } from '../../shared/ui/Icon';
import { mayReact } from './actions';
import { listed } from './said';
import { useWords } from './words';
import styles from './Reactions.module.css';

interface ReactionsProps {
  message: Message;
  onToggle(emoji: string): void;
  onPick(anchor: HTMLElement): void;
}

export function Reactions({ message, onToggle, onPick }: ReactionsProps) {
  const words = useWords();
  const people = useChat((state) => state.people);
  const me = useChat((state) => state.me?.username);
  const allowed = useChat(({ channels, me: who, permissions }) => {
    const channel = channels[message.channelId];
    return channel !== undefined && mayReact({ channel, me: who, permissions });
  });
  if (message.reactions.length === 0) return null;
  return (
    <div className={styles.reactions}>
      {message.reactions.map(({ emoji, users, count }) => {
        const names = users.map((user) => (user === me ? words.you : nameOf(people, user)));
        if (count > users.length) names.push(words.messages.others(count - users.length));
        const label = words.messages.reactedWith(listed(names, words), emoji);
        return (
          <button
            key={emoji}
            type="button"
            className={styles.reaction}
            aria-pressed={me !== undefined && users.includes(me)}
            title={label}
            aria-disabled={!allowed}
            onClick={() => allowed && onToggle(emoji)}
          >
            <span aria-hidden="true">{emoji}</span>
            <span aria-hidden="true">{count}</span>
            <span className="visually-hidden">{label}</span>
          </button>
        );
      })}
      {allowed && (
        <button
          type="button"
          className={`${styles.reaction} ${styles.add}`}
          aria-label={words.messages.react}
          title={words.messages.react}
          onClick={(event) => onPick(event.currentTarget)}
        >
          <Icon path={mdiEmoticonPlusOutline} size={16} />
        </button>
      )}
    </div>
  );
}
