// A message on its way: shown at once, and what became of it.

import { mdiClockOutline } from '@mdi/js';

import { nameOf } from '../../core/store/selectors';
import type { Outgoing } from '../../core/store/state';
import { useChat } from '../../shared/hooks/client';
import { Icon } from '../../shared/ui/Icon';
import { LazyPart } from '../../shared/ui/LazyPart';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { whenIdle } from '../../shared/ui/when-idle';
import { useRegistry } from '../../shared/registry/registry';
import { useWords } from './words';
import { FormattedText } from './FormattedText';
import { QuotedMessage } from './QuotedMessage';
import styles from './MessageBubble.module.css';

const loadNotSent = whenIdle(async () => (await import('./NotSent')).NotSent);

export function OutgoingBubble({ outgoing, startsGroup }: { outgoing: Outgoing; startsGroup: boolean }) {
  const words = useWords();
  const me = useChat((state) => state.me?.username ?? '');
  const name = useChat((state) => nameOf(state.people, me));
  const online = useChat((state) => state.phase.name === 'online');
  const { Files } = useRegistry().views;
  const failed = outgoing.status === 'failed';
  return (
    <article className={`${styles.message} ${startsGroup ? styles.first : ''}`} data-outgoing={outgoing.status}>
      <div className={styles.gutter}>{startsGroup && <PersonAvatar username={me} name={name} />}</div>
      <div className={`${styles.body} ${failed ? '' : styles.pending}`}>
        {outgoing.replyToId !== null && <QuotedMessage messageId={outgoing.replyToId} />}
        {startsGroup && (
          <div className={styles.heading}>
            <span className={styles.name}>{name}</span>
          </div>
        )}
        {(outgoing.text !== '' || !outgoing.files) && <FormattedText text={outgoing.text} />}
        {outgoing.files && Files && <Files files={outgoing.files} author={me} />}
        {failed ? (
          <LazyPart load={loadNotSent} props={{ outgoing }} />
        ) : (
          <span className={styles.waiting}>
            <Icon path={mdiClockOutline} size={14} />
            {online ? words.messages.sending : words.messages.waiting}
          </span>
        )}
      </div>
    </article>
  );
}
