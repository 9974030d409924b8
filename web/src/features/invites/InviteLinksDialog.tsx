// The invite links of a channel: create one, copy one, and revoke one.

import { mdiContentCopy } from '@mdi/js';
import { useCallback, useEffect, useId, useRef, useState, type FormEvent } from 'react';

import type { Invite } from '../../core/protocol/generated';
import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import { nameOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useNotify } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { isSecond } from '../../shared/ui/double-click';
import { Icon } from '../../shared/ui/Icon';
import { dayAndTime } from '../../shared/words/times';
import { addressOf, createLink, linksOf, revokeLink } from '../../core/session/invites';
import { useWords } from './words';
import styles from './InviteLinksDialog.module.css';

const DAYS = [1, 7, 30] as const;
const USES = [1, 5, 25, 100] as const;
const DAY_MS = 86_400_000;

export function InviteLinksDialog({ channelId }: { channelId: number }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const [links, setLinks] = useState<readonly Invite[] | null>(null);
  const [error, setError] = useState<ErrorCode | null>(null);
  /** The token of the link that the browser did not copy. */
  const [uncopied, setUncopied] = useState('');
  /** The link that they are asked about. */
  const [asked, setAsked] = useState<number | null>(null);
  const load = useCallback(() => {
    linksOf(session, channelId).then(setLinks, (thrown: unknown) => setError(asChatError(thrown).code));
  }, [session, channelId]);
  useEffect(load, [load]);
  useEffect(
    () =>
      session.listen(({ name, data }) => {
        if ((name === 'invite_created' || name === 'invite_revoked') && data.channelId === channelId) load();
      }),
    [session, channelId, load],
  );

  async function copy(token: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(addressOf(token));
      setUncopied('');
      notify.info(words.invites.copied);
    } catch {
      setUncopied(token);
    }
  }

  async function revoke(id: number): Promise<void> {
    setAsked(null);
    try {
      await revokeLink(session, id);
      notify.info(words.invites.revoked);
    } catch (thrown) {
      notify.failure(thrown);
    }
    load();
  }

  const created = (invite: Invite): void => {
    load();
    void copy(invite.token);
  };

  return (
    <DialogFrame title={words.invites.title}>
      <p className={frame.hint}>{words.invites.hint}</p>
      <NewLink channelId={channelId} onCreated={created} />
      {links?.some(({ token }) => token === uncopied) === true && (
        <label className={frame.label}>
          {words.invites.notCopied}
          <input className={frame.field} readOnly value={addressOf(uncopied)} onFocus={(event) => event.target.select()} />
        </label>
      )}
      {error !== null && <p className={frame.problem}>{words.errors[error]}</p>}
      {links?.length === 0 && <p className={frame.none}>{words.invites.none}</p>}
      <ul className={styles.links} aria-busy={links === null && error === null}>
        {links?.map((link) => (
          <li key={link.id} className={styles.link}>
            <LinkFacts link={link} />
            <Button size="small" startIcon={<Icon path={mdiContentCopy} size={18} />} onClick={() => void copy(link.token)}>
              {words.invites.copy}
            </Button>
            <Button size="small" color="error" onClick={() => setAsked(link.id)}>
              {words.invites.revoke}
            </Button>
          </li>
        ))}
      </ul>
      {asked !== null && links?.some(({ id }) => id === asked) === true && <Question onClose={() => setAsked(null)} onConfirm={() => void revoke(asked)} />}
    </DialogFrame>
  );
}

/** Asks before a link is revoked: it may be in messages and documents, and the same link does not come back. */
function Question({ onClose, onConfirm }: { onClose(): void; onConfirm(): void }) {
  const words = useWords();
  return (
    <DialogFrame
      title={words.invites.revokeQuestion}
      fits
      local
      onClose={onClose}
      actions={
        <>
          <Button color="inherit" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button variant="contained" color="error" autoFocus onClick={onConfirm}>
            {words.invites.revoke}
          </Button>
        </>
      }
    >
      <p>{words.invites.revokeHint}</p>
    </DialogFrame>
  );
}

function LinkFacts({ link }: { link: Invite }) {
  const words = useWords();
  const now = useNow();
  const author = useChat((state) => nameOf(state.people, link.createdBy));
  const { expiresAt, maxUses, uses, token } = link;
  const until = expiresAt === null ? [] : [expiresAt <= now ? words.invites.expired : words.invites.until(dayAndTime(expiresAt, now, words))];
  return (
    <span className={styles.facts}>
      <code>…{token.slice(-8)}</code>
      <small>{[words.invites.used(uses, maxUses), ...until, words.invites.by(author)].join(' · ')}</small>
    </span>
  );
}

function NewLink({ channelId, onCreated }: { channelId: number; onCreated(invite: Invite): void }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const [days, setDays] = useState('7');
  const [uses, setUses] = useState('');
  const [daysId, usesId] = [useId(), useId()];
  const busy = useRef(false);

  async function create(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy.current) return;
    busy.current = true;
    try {
      const limits = {
        ...(days !== '' && { expiresAt: Date.now() + Number(days) * DAY_MS }),
        ...(uses !== '' && { maxUses: Number(uses) }),
      };
      onCreated(await createLink(session, channelId, limits));
    } catch (thrown) {
      notify.failure(thrown);
    } finally {
      busy.current = false;
    }
  }

  return (
    <form className={styles.create} onSubmit={(event) => void create(event)}>
      <label htmlFor={daysId}>
        {words.invites.expires}
        <select id={daysId} className={frame.field} value={days} onChange={(event) => setDays(event.target.value)}>
          {DAYS.map((count) => (
            <option key={count} value={count}>
              {words.invites.days(count)}
            </option>
          ))}
          <option value="">{words.invites.never}</option>
        </select>
      </label>
      <label htmlFor={usesId}>
        {words.invites.uses}
        <select id={usesId} className={frame.field} value={uses} onChange={(event) => setUses(event.target.value)}>
          <option value="">{words.invites.anyNumber}</option>
          {USES.map((count) => (
            <option key={count} value={count}>
              {words.invites.times(count)}
            </option>
          ))}
        </select>
      </label>
      <Button type="submit" variant="contained" onClick={(event) => isSecond(event) && event.preventDefault()}>
        {words.invites.create}
      </Button>
    </form>
  );
}
