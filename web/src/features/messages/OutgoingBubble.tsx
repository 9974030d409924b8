// A message on its way: shown at once, and what became of it.

import { mdiAlertCircleOutline, mdiClockOutline } from '@mdi/js';

import { Button } from '../../shared/ui/Button';
import { ChatError } from '../../core/protocol/errors';
import { nameOf } from '../../core/store/selectors';
import type { Outgoing } from '../../core/store/state';
import { useChat, useSession } from '../../shared/hooks/client';
import { Icon } from '../../shared/ui/Icon';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { useRegistry } from '../../shared/registry/registry';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { reasonOf } from '../../shared/words/reasons';
import { useWords } from './words';
import { FormattedText } from './FormattedText';
import { QuotedMessage } from './QuotedMessage';
import styles from './MessageBubble.module.css';

export function OutgoingBubble({ outgoing, startsGroup }: { outgoing: Outgoing; startsGroup: boolean }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const me = useChat((state) => state.me?.username ?? '');
  const name = useChat((state) => nameOf(state.people, me));
  const online = useChat((state) => state.phase.name === 'online');
  const { Files } = useRegistry().views;
  const failed = outgoing.status === 'failed';
  const { error } = outgoing;
  const recipients = error?.recipients;
  const act = (action: Promise<void>): void => {
    action.catch(notify.failure);
  };
  /** Back to the box, to be sent as another message. */
  function edit(): void {
    const { clientId, conversation, text, replyToId } = outgoing;
    session.drafts.bringBack(me, conversation, { text, replyToId });
    act(session.sending.discard(clientId));
    dispatch({ type: 'composer_wanted', conversation });
  }
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
          <div className={styles.failed}>
            <Icon path={mdiAlertCircleOutline} size={16} />
            <span>
              {recipients === undefined ? `${words.messages.failed} ${error === null ? '' : reasonOf(new ChatError(error.code, error.message), words)}` : words.messages.many(recipients, error?.offDuty ?? 0)}
            </span>
            <Button size="small" onClick={() => act(session.sending.retry(outgoing.clientId, recipients === undefined ? undefined : 'confirmed'))}>
              {recipients === undefined ? words.retry : words.send}
            </Button>
            {/* Its files would be lost. */}
            {!outgoing.files && (
              <Button size="small" onClick={edit}>
                {words.messages.edit}
              </Button>
            )}
            <Button size="small" color="inherit" onClick={() => act(session.sending.discard(outgoing.clientId))}>
              {words.discard}
            </Button>
          </div>
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
