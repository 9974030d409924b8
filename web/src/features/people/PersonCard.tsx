// Who somebody is, and the ways to reach them: beside what was clicked, on a phone at its lower edge.

import Drawer from '@mui/material/Drawer';
import Popover from '@mui/material/Popover';
import { useEffect, useState, type ReactNode } from 'react';

import { mayTalkTo } from '../../core/store/directs';
import { personCalled, presenceOf } from '../../core/store/selectors';
import type { Person, Presence } from '../../core/protocol/generated';
import type { PersonStatus } from '../../core/rest/routes.generated';
import { useChat, useSession } from '../../shared/hooks/client';
import { useMediaQuery } from '../../shared/hooks/useMediaQuery';
import { useNow } from '../../shared/hooks/useNow';
import type { Spot } from '../../shared/hooks/usePersonCard';
import { useTeamNames } from '../../shared/hooks/names/teams';
import { useCallTo } from '../../shared/hooks/useCallTo';
import { useTalkTo } from '../../shared/hooks/useTalkTo';
import { NARROW } from '../../shared/hooks/view/layers';
import { searchFor } from '../../shared/hooks/view/search';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { Themed } from '../../shared/ui/Themed';
import { UserPresence } from '../../shared/ui/UserPresence';
import { relativeTime, untilTime } from '../../shared/words/times';
import { localTime } from './localTime';
import styles from './PersonCard.module.css';
import { useWords } from './words';

/** Beside what was clicked, in pixels. */
const GAP = 8;

export function PersonCard({ username, spot }: { username: string; spot: Spot }) {
  const dispatch = useViewDispatch();
  const narrow = useMediaQuery(NARROW);
  const name = useChat((state) => personCalled(state.people, username)?.displayName ?? username);
  const close = (): void => dispatch({ type: 'dialog_closed' });
  const paper = { role: 'dialog', 'aria-modal': true, 'aria-label': name, className: narrow ? styles.sheet : styles.card };
  const card = <Card key={username} username={username} name={name} />;
  return (
    <Themed>
      {narrow ? (
        <Drawer open anchor="bottom" onClose={close} slotProps={{ paper }}>
          {card}
        </Drawer>
      ) : (
        <Popover
          open
          onClose={close}
          anchorReference="anchorPosition"
          anchorPosition={{ left: spot.right + GAP, top: spot.top }}
          slotProps={{ paper }}
        >
          {card}
        </Popover>
      )}
    </Themed>
  );
}

function Card({ username, name }: { username: string; name: string }) {
  const words = useWords();
  const session = useSession();
  const dispatch = useViewDispatch();
  const talkTo = useTalkTo();
  const callTo = useCallTo();
  const person = useChat((state) => personCalled(state.people, username));
  const me = useChat((state) => state.me?.username === username);
  const now = useNow();
  const { presence, asked } = useStatus(username);
  useEffect(() => session.directory.need([username]), [session, username]);
  const gone = person?.active === false;
  const mayTalk = useChat((state) => mayTalkTo(state, username)) && !gone;
  // What was asked for does not change by itself.
  const until = presence?.statusMessageUntil;
  const lastActive = presence?.status === 'offline' && presence.lastActive > 0 && !gone ? relativeTime(presence.lastActive, now, words) : '';
  const time = asked?.timeZone == null ? null : localTime(asked.timeZone, now, words);
  const seeFiles = (): void => {
    dispatch({ type: 'dialog_closed' });
    dispatch(searchFor(`from:${username.includes(' ') ? `"@${username}"` : `@${username}`} has:file`));
  };
  return (
    <>
      <div className={styles.head}>
        <PersonAvatar username={username} name={name} size={64} />
        <div className={styles.names}>
          <strong>{name}</strong>
          <span>
            @{username}
            {me && ` · ${words.card.you}`}
          </span>
          {gone ? (
            <span>{words.presence.deactivated}</span>
          ) : (
            <span className={styles.presence}>
              <UserPresence username={username} asked={presence} />
              {presence === undefined ? '' : words.presence[presence?.status ?? 'unknown']}
              {asked?.silent === true && ` · ${words.card.silent}`}
            </span>
          )}
        </div>
      </div>
      {presence && presence.statusMessage !== '' && (until === undefined || until > now) && !gone && (
        <p className={styles.status}>
          {presence.statusMessage}
          {until !== undefined && <small>{words.card.until(untilTime(until, now, words))}</small>}
        </p>
      )}
      {person !== undefined && <Facts person={person} lastActive={lastActive} time={gone ? null : time} />}
      {me ? (
        <Actions>
          {mayTalk && (
            <Button variant="contained" onClick={() => talkTo([username])}>
              {words.card.notes}
            </Button>
          )}
          <Button variant="outlined" autoFocus onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'profile' } })}>
            {words.card.editStatus}
          </Button>
        </Actions>
      ) : (
        <Actions>
          {mayTalk && (
            <Button variant="contained" autoFocus onClick={() => talkTo([username])}>
              {words.card.message}
            </Button>
          )}
          {mayTalk && callTo !== null && (
            <Button variant="outlined" onClick={() => void callTo(username)}>
              {words.card.call}
            </Button>
          )}
          <Button variant="outlined" autoFocus={gone} onClick={seeFiles}>
            {words.card.files}
          </Button>
        </Actions>
      )}
    </>
  );
}

function Actions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}

function Facts({ person, lastActive, time }: { person: Person; lastActive: string; time: string | null }) {
  const { card } = useWords();
  const teamName = useTeamNames(person.teamId !== null);
  const facts = [
    [card.role, Object.hasOwn(card.roles, person.role) ? card.roles[person.role] : person.role.replaceAll('_', ' ')],
    [card.team, person.teamId === null ? '' : teamName(person.teamId)],
    [card.localTime, time ?? ''],
    [card.lastActive, lastActive],
  ].filter(([, fact]) => fact !== '' && fact !== undefined);
  if (facts.length === 0) return null;
  return (
    <dl className={styles.facts}>
      {facts.map(([title, fact]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What the server sends by itself, and else what it says when asked: `null` if it does not; and what only that has. */
function useStatus(username: string): { presence: Presence | null | undefined; asked: PersonStatus | null | undefined } {
  const session = useSession();
  const sent = useChat((state) => (Object.hasOwn(state.presence, username) ? presenceOf(state, username) : null));
  const [asked, setAsked] = useState<PersonStatus | null>();
  useEffect(() => {
    let current = true;
    session.presenceOf(username).then(
      (status) => (current ? setAsked(status) : undefined),
      // They share no channel.
      () => (current ? setAsked(null) : undefined),
    );
    return () => {
      current = false;
    };
  }, [session, username]);
  return { presence: sent ?? asked, asked };
}
