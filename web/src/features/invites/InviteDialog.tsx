// Where an invite link leads, and the button to join.

import { mdiLockOutline, mdiPound } from '@mdi/js';
import { useEffect, useState } from 'react';

import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import type { Invitation } from '../../core/rest/routes.generated';
import { nameOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNavigate, useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { acceptInvitation, invitationOf } from '../../core/session/invites';
import { useWords } from './words';
import styles from './InviteDialog.module.css';

type Found = Invitation | ErrorCode | null;

export function InviteDialog({ token }: { token: string }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const navigate = useNavigate();
  const dispatch = useViewDispatch();
  const ready = useChat((state) => state.me !== null);
  const [found, setFound] = useState<Found>(null);
  useEffect(() => {
    if (ready) invitationOf(session, token).then(setFound, (thrown: unknown) => setFound(asChatError(thrown).code));
  }, [session, token, ready]);

  const close = (channelId: number): void => {
    dispatch({ type: 'dialog_closed' });
    navigate({ channelId, seq: null });
  };

  async function join(channelId: number): Promise<void> {
    try {
      const channel = await acceptInvitation(session, token, channelId);
      notify.info(words.invitation.joined(channel.name));
      close(channel.id);
    } catch (thrown) {
      setFound(asChatError(thrown).code);
    }
  }

  if (found === null) return <DialogFrame title={words.invitation.title}>{null}</DialogFrame>;
  if (typeof found === 'string') return <Refused code={found} />;
  const { channel, member } = found;
  return (
    <DialogFrame
      title={words.invitation.title}
      fits
      actions={
        <Button variant="contained" autoFocus onClick={() => (member ? close(channel.id) : void join(channel.id))}>
          {member ? words.invitation.open : words.invitation.join}
        </Button>
      }
    >
      <Offer {...found} />
    </DialogFrame>
  );
}

function Offer({ channel, createdBy, memberCount, member }: Invitation) {
  const words = useWords();
  const by = useChat((state) => nameOf(state.people, createdBy));
  return (
    <div className={styles.offer}>
      <p className={frame.hint}>{words.invitation.to(by)}</p>
      <p className={styles.name}>
        <Icon path={channel.type === 'private' ? mdiLockOutline : mdiPound} size={22} /> {channel.name}
      </p>
      <p className={frame.hint}>{member ? words.invitation.already : words.invitation.members(memberCount)}</p>
    </div>
  );
}

function Refused({ code }: { code: ErrorCode }) {
  const words = useWords();
  const { link, unknown, unusable, unusableHint } = words.invitation;
  return (
    <DialogFrame title={link} fits>
      {code === 'conflict' ? (
        <div role="alert">
          <p>
            <strong>{unusable}</strong>
          </p>
          <p className={frame.hint}>{unusableHint}</p>
        </div>
      ) : (
        <p role="alert">{code === 'not_found' ? unknown : words.errors[code]}</p>
      )}
    </DialogFrame>
  );
}
