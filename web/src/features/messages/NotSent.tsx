// Why a message was not sent, and what can be done with it. Fetched ahead.

import { mdiAlertCircleOutline } from '@mdi/js';
import { useState } from 'react';

import { ChatError } from '../../core/protocol/errors';
import { unsentOf } from '../../core/session/unsent';
import type { Outgoing } from '../../core/store/state';
import { useSession } from '../../shared/hooks/client';
import { useMayWrite } from '../../shared/hooks/useMayWrite';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { Question } from '../../shared/ui/SettingsFrame';
import { useUndo } from '../../shared/ui/useUndo';
import { reasonOf } from '../../shared/words/reasons';
import styles from './NotSent.module.css';
import { useWords } from './not-sent-words';

export function NotSent({ outgoing }: { outgoing: Outgoing }) {
  const words = useWords();
  const { notSent } = words;
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const offerUndo = useUndo();
  const [asking, setAsking] = useState(false);
  const { clientId, channelId, conversation, text, replyToId, files, error } = outgoing;
  const mayWrite = useMayWrite(channelId);
  const recipients = error?.recipients;
  const retry = (): void => void session.sending.retry(clientId, recipients === undefined ? undefined : 'confirmed').catch(notify.failure);
  const discard = (): void => void session.sending.discard(clientId).catch(notify.failure);

  /** Back to the box, to be sent as another message; to the texts that were not sent where there is no box. */
  function bringBack(): void {
    unsentOf(session).keep(conversation, { text, replyToId });
    dispatch({ type: 'composer_wanted', conversation });
  }
  return (
    <div className={styles.notSent}>
      <Icon path={mdiAlertCircleOutline} size={16} />
      <span>
        {recipients === undefined ? `${notSent.failed} ${error === null ? '' : reasonOf(new ChatError(error.code, error.message), words)}` : notSent.many(recipients, error?.offDuty ?? 0)}
      </span>
      <Button size="small" onClick={retry}>
        {recipients === undefined ? words.retry : words.send}
      </Button>
      {/* Its files would be lost; without a box, its text would be hidden. */}
      {!files && mayWrite && (
        <Button
          size="small"
          onClick={() => {
            bringBack();
            discard();
          }}
        >
          {notSent.edit}
        </Button>
      )}
      <Button
        size="small"
        color="inherit"
        onClick={() => {
          if (files) return setAsking(true);
          discard();
          offerUndo(notSent.discarded, bringBack);
        }}
      >
        {words.discard}
      </Button>
      {asking && files && <Question title={notSent.discardFiles(files.length)} hint={notSent.noUndo} onDiscard={discard} onClose={() => setAsking(false)} />}
    </div>
  );
}
