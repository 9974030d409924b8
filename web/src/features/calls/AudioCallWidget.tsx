// A call beside the conversation: as a bar below everything, or floating above it. The conversation stays usable.

import { mdiAccountMultipleOutline, mdiArrowExpand, mdiClose, mdiDockBottom, mdiOpenInNew, mdiPictureInPictureBottomRight } from '@mdi/js';
import { useRef, useState, type PointerEvent, type ReactNode } from 'react';

import { useNavigate } from '../../shared/hooks/view/view';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { useChat } from '../../shared/hooks/client';
import styles from './Call.module.css';
import { CallProblems } from './CallProblems';
import { CallStatus, QualityBars, useCallTitle } from './CallFacts';
import { Face, PeopleList } from './PeopleList';
import { PictureInPicture, usePictureInPicture } from './PictureInPicture';
import type { Other } from './state';
import { useCallCenter, useCalls, useNameOf } from './useCalls';
import { usePictured, type Pictured } from './usePictured';
import { VideoControls } from './VideoControls';
import { VideoView } from './VideoView';
import { useWords } from './call-words';

export function AudioCallWidget({ floating }: { floating: boolean }) {
  const { calls } = useWords();
  const center = useCallCenter();
  const title = useCallTitle();
  const ended = useCalls(({ current }) => current?.phase === 'ended');
  const count = useCalls(({ current }) => (current?.others.length ?? 0) + 1);
  const [people, setPeople] = useState(false);
  const pip = usePictureInPicture();
  return (
    <Frame floating={floating} label={`${calls.call}: ${title}`}>
      <CallProblems />
      {people && !ended && <PeopleList />}
      {floating && <Picture />}
      <div className={styles.bar}>
        <div className={styles.about}>
          <Faces />
          <div className={styles.facts}>
            <Title title={title} />
            <CallStatus />
          </div>
          <QualityBars />
          {!floating && <Peek />}
        </div>
        <VideoControls small={floating} />
        {ended ? (
          <IconButton size="small" aria-label={calls.close} title={calls.close} onClick={() => center.dismiss()}>
            <Icon path={mdiClose} />
          </IconButton>
        ) : (
          <div className={styles.places}>
            <IconButton size="small" aria-label={calls.people(count)} title={calls.people(count)} aria-expanded={people} onClick={() => setPeople(!people)}>
              <Icon path={mdiAccountMultipleOutline} />
            </IconButton>
            {pip.possible && (
              <IconButton size="small" className={styles.roomy} aria-label={calls.pip} title={calls.pip} onClick={pip.toggle}>
                <Icon path={mdiPictureInPictureBottomRight} />
              </IconButton>
            )}
            <IconButton size="small" className={styles.roomy} aria-label={floating ? calls.dock : calls.float} title={floating ? calls.dock : calls.float} onClick={() => center.running?.setShape(floating ? 'docked' : 'floating')}>
              <Icon path={floating ? mdiDockBottom : mdiOpenInNew} />
            </IconButton>
            <IconButton size="small" aria-label={calls.enlarge} title={calls.enlarge} onClick={() => center.running?.setShape('stage')}>
              <Icon path={mdiArrowExpand} />
            </IconButton>
          </div>
        )}
      </div>
      {pip.window !== null && <PictureInPicture into={pip.window} />}
    </Frame>
  );
}

/** The frame of the call; one that floats follows the pointer. */
function Frame({ floating, label, children }: { floating: boolean; label: string; children: ReactNode }) {
  const [at, setAt] = useState({ right: 24, bottom: 96 });
  const from = useRef<{ x: number; y: number; right: number; bottom: number } | null>(null);
  const begin = (event: PointerEvent<HTMLElement>): void => {
    if (!floating || (event.target instanceof Element && event.target.closest('button, input') !== null)) return;
    from.current = { x: event.clientX, y: event.clientY, ...at };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent<HTMLElement>): void => {
    const begun = from.current;
    if (begun === null) return;
    const { offsetWidth, offsetHeight } = event.currentTarget;
    const within = (value: number, most: number): number => Math.max(8, Math.min(most, value));
    setAt({
      right: within(begun.right + begun.x - event.clientX, window.innerWidth - offsetWidth - 8),
      bottom: within(begun.bottom + begun.y - event.clientY, window.innerHeight - offsetHeight - 8),
    });
  };
  const end = (): void => {
    from.current = null;
  };
  return (
    // Dragging is an extra: the card can be docked by its button.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section className={floating ? styles.floating : styles.docked} style={floating ? at : undefined} aria-label={label} data-call={floating ? 'floating' : 'docked'} onPointerDown={begin} onPointerMove={move} onPointerUp={end} onPointerCancel={end}>
      {children}
    </section>
  );
}

function Title({ title }: { title: string }) {
  const { calls } = useWords();
  const navigate = useNavigate();
  const channelId = useCalls(({ current }) => current?.channelId ?? null);
  return (
    <button type="button" className={styles.title} title={calls.goToChat} onClick={() => navigate({ channelId, seq: null })}>
      {title}
    </button>
  );
}

const NOBODY: readonly Other[] = [];
const NOBODY_RUNG: readonly string[] = [];
/** More faces than this are counted. */
const MOST_FACES = 4;

function Faces() {
  const others = useCalls(({ current }) => current?.others ?? NOBODY);
  const ringing = useCalls(({ current }) => current?.ringing ?? NOBODY_RUNG);
  const me = useChat((state) => state.me?.username ?? '');
  const speaking = useCalls(({ current }) => current?.own.speaking === true);
  const ended = useCalls(({ current }) => current?.phase === 'ended');
  const rung = ringing.slice(0, MOST_FACES);
  return (
    <span className={styles.faces} aria-hidden>
      {others.slice(0, MOST_FACES).map((other) => (
        <OtherFace key={other.key} other={other} />
      ))}
      {others.length > MOST_FACES && <span className={styles.rest}>+{others.length - MOST_FACES}</span>}
      {others.length === 0 && rung.map((user) => <NamedFace key={user} username={user} speaking={false} />)}
      {others.length === 0 && rung.length === 0 && !ended && <NamedFace username={me} speaking={speaking} />}
    </span>
  );
}

function OtherFace({ other }: { other: Other }) {
  const name = useNameOf(other.user);
  return <Face username={other.user} name={name} speaking={other.speaking} />;
}

function NamedFace({ username, speaking }: { username: string; speaking: boolean }) {
  const name = useNameOf(username);
  return <Face username={username} name={name} speaking={speaking} />;
}

/** What somebody shows, small: it opens the call. */
function Peek() {
  const pictured = usePictured();
  return pictured === null ? null : <PeekAt {...pictured} />;
}

function PeekAt({ track, of }: Pictured) {
  const { calls } = useWords();
  const center = useCallCenter();
  const label = calls.show[of.kind](useNameOf(of.user));
  return (
    <button type="button" className={styles.peek} aria-label={label} title={label} onClick={() => center.running?.setShape('stage')}>
      <VideoView track={track} of={of} className={of.kind === 'screen' ? styles.miniScreen : styles.mini} />
    </button>
  );
}

function Picture() {
  const pictured = usePictured();
  return pictured === null ? null : <VideoView {...pictured} className={pictured.of.kind === 'screen' ? styles.miniScreen : styles.mini} />;
}
