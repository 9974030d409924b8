// A call in the place of the conversation, or beside it: pictures, controls, and who is there.

import { mdiAccountMultipleOutline, mdiArrowCollapse, mdiMessageOutline, mdiMessageOffOutline, mdiPictureInPictureBottomRight } from '@mdi/js';
import { useEffect, useLayoutEffect, useState } from 'react';

import { useNavigate, useView } from '../../shared/hooks/view/view';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import styles from './Call.module.css';
import { CallProblems } from './CallProblems';
import { CallStatus, QualityBars, useCallTitle } from './CallFacts';
import { PeopleList } from './PeopleList';
import { PictureInPicture, usePictureInPicture } from './PictureInPicture';
import { useCallCenter, useCalls } from './useCalls';
import { VideoCallGrid } from './VideoCallGrid';
import { VideoControls } from './VideoControls';
import { useWords } from './call-words';

/** What the conversation takes beside the call, in pixels, and what the call then needs at least. */
const BESIDE = 380;
const LEAST = 460;

interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

export function Stage() {
  const { calls } = useWords();
  const center = useCallCenter();
  const navigate = useNavigate();
  const title = useCallTitle();
  const channelId = useCalls(({ current }) => current?.channelId ?? null);
  const openId = useView((view) => view.route.channelId);
  const count = useCalls(({ current }) => (current?.others.length ?? 0) + 1);
  const mode = useCalls(({ current }) => current?.mode);
  const [chat, setChat] = useState(false);
  const [people, setPeople] = useState(false);
  const { place, fits } = usePlace(chat);
  const pip = usePictureInPicture();
  const dock = (): void => center.running?.setShape('docked');
  const toggleChat = (): void => {
    if (openId !== channelId && !chat) navigate({ channelId, seq: null });
    if (fits) setChat(!chat);
    else dock();
  };
  return (
    <section className={styles.stage} style={place} aria-label={`${calls.call}: ${title}`} data-call="stage" data-call-mode={mode}>
      <header className={styles.stageHead}>
        <div className={styles.stageTitle}>
          <h2>{title}</h2>
          <CallStatus />
        </div>
        <QualityBars />
        <span className={styles.spread} />
        <IconButton aria-label={calls.people(count)} title={calls.people(count)} aria-expanded={people} onClick={() => setPeople(!people)}>
          <Icon path={mdiAccountMultipleOutline} />
        </IconButton>
        <IconButton aria-label={chat && fits ? calls.hideChat : calls.chat} title={chat && fits ? calls.hideChat : calls.chat} onClick={toggleChat}>
          <Icon path={chat && fits ? mdiMessageOffOutline : mdiMessageOutline} />
        </IconButton>
        {pip.possible && (
          <IconButton className={styles.roomy} aria-label={calls.pip} title={calls.pip} onClick={pip.toggle}>
            <Icon path={mdiPictureInPictureBottomRight} />
          </IconButton>
        )}
        <IconButton aria-label={calls.dock} title={calls.dock} onClick={dock}>
          <Icon path={mdiArrowCollapse} />
        </IconButton>
      </header>
      <CallProblems />
      <div className={styles.stageBody}>
        <VideoCallGrid />
        {people && <PeopleList />}
      </div>
      <VideoControls />
      {pip.window !== null && <PictureInPicture into={pip.window} />}
    </section>
  );
}

/** Where the conversation stands; with `beside`, the call leaves it its right part. */
function usePlace(beside: boolean): { place: Place | undefined; fits: boolean } {
  const [box, setBox] = useState<Place | null>(null);
  useLayoutEffect(() => {
    const main = document.querySelector('main');
    const measure = (): void => {
      const { left, top, width, height } = main?.getBoundingClientRect() ?? new DOMRect();
      // On a phone the list of conversations may stand there alone.
      setBox(width > 0 ? { left, top, width, height } : null);
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const element of [main, main?.parentElement, document.body]) if (element != null) observer.observe(element);
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, []);
  const fits = box !== null && box.width >= BESIDE + LEAST;
  const width = box === null ? 0 : beside && fits ? box.width - BESIDE : box.width;
  useEffect(() => {
    const main = document.querySelector('main');
    if (main === null || !beside || !fits) return undefined;
    main.style.paddingLeft = `${width}px`;
    return () => {
      main.style.paddingLeft = '';
    };
  }, [beside, fits, width]);
  return { place: box === null ? undefined : { ...box, width }, fits };
}
