// One picture of a call with the name of whose it is: a camera, a shared screen, or the user's own.

import { mdiFullscreen, mdiHandBackLeft, mdiMagnifyMinusOutline, mdiMagnifyPlusOutline, mdiMicrophoneOff, mdiPencilOutline, mdiPin, mdiPinOff, mdiSignalCellular1, mdiVolumeOff } from '@mdi/js';
import { useEffect, useRef, useState, type RefObject, type SyntheticEvent } from 'react';

import type { MarkColor } from '../../core/protocol/generated';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { AnnotationLayer, type Tool } from './annotations/AnnotationLayer';
import { AnnotationTools } from './annotations/AnnotationTools';
import styles from './Call.module.css';
import { Face } from './PeopleList';
import { keyOf, type Other } from './state';
import { useCallCenter, useCalls, useNameOf } from './useCalls';
import { useFullscreen } from './FullscreenVideo';
import { VideoView } from './VideoView';
import { useWords } from './call-words';

export interface TileOf {
  key: string;
  kind: 'own' | 'camera' | 'screen' | 'ownScreen';
  user: string;
  track: MediaStreamTrack | null;
  other?: Other;
}

const WIDE = 16 / 9;
const ZOOM = { least: 1, most: 4, step: 0.5 } as const;

/** The sizes of a face: in the large tile, in one among equals, and in one of a strip, where the name needs its room. */
const FACE = { large: 96, equal: 64, strip: 44 } as const;

export function Tile({ tile, place = 'equal' }: { tile: TileOf; place?: keyof typeof FACE }) {
  const { calls } = useWords();
  const center = useCallCenter();
  const large = place === 'large';
  const { key, kind, user, track, other } = tile;
  const own = useCalls(({ current }) => current?.own ?? null);
  const pinned = useCalls(({ current }) => current?.pinned === key);
  const name = useNameOf(user);
  const figure = useRef<HTMLElement>(null);
  const fullscreen = useFullscreen(figure);
  const [zoom, setZoom] = useState<number>(ZOOM.least);
  const [aspect, setAspect] = useState(WIDE);
  const [tool, setTool] = useState<Tool>('pen');
  const [color, setColor] = useState<MarkColor>('red');
  const mine = kind === 'own';
  const isScreen = kind === 'screen' || kind === 'ownScreen';
  const share = isScreen ? { user, deviceId: other?.device.deviceId ?? center.running?.deviceId ?? '' } : null;
  const shareKey = share === null ? null : keyOf(share.user, share.deviceId);
  const mayAnnotate = kind === 'ownScreen' || other?.device.annotate === true;
  const annotating = useCalls(({ current }) => shareKey !== null && current?.annotating === shareKey) && mayAnnotate && large;
  const done = (): void => center.running?.annotate(null);
  const begin = useRef<HTMLButtonElement>(null);
  useGivenBack(annotating, begin);
  const measure = ({ currentTarget: { videoWidth, videoHeight } }: SyntheticEvent<HTMLVideoElement>): void => {
    if (videoWidth > 0 && videoHeight > 0) setAspect(videoWidth / videoHeight);
  };
  const muted = mine ? own?.muted === true : other?.device.muted === true;
  const hand = mine ? own?.hand === true : other?.device.hand === true;
  const speaking = mine ? own?.speaking === true : other?.speaking === true;
  const shown = mine ? `${name} (${calls.you})` : kind === 'ownScreen' ? calls.yourScreen : kind === 'screen' ? calls.screenOf(name) : name;
  const weak = other?.device.quality === 'poor' || other?.device.quality === 'disconnected';
  const deaf = other?.device.hears === false;
  const away = other !== undefined && (!other.device.connected || other.link === 'reconnecting' || other.link === 'failed');
  return (
    <figure ref={figure} className={`${styles.tile} ${speaking && !isScreen ? styles.tileSpeaks : ''} ${annotating ? styles.annotated : ''}`} data-tile={kind} data-user={user} data-picture={track !== null || undefined} data-speaking={speaking || undefined}>
      {track === null ? (
        <Face username={user} name={name} speaking={speaking} size={FACE[place]} />
      ) : (
        <div className={styles.zoomed} style={zoom > 1 ? { overflow: 'auto' } : undefined}>
          <div className={styles.picture} style={zoom > 1 ? { width: `${zoom * 100}%`, height: `${zoom * 100}%` } : undefined}>
            <VideoView track={track} of={other === undefined || kind === 'own' || kind === 'ownScreen' ? undefined : { user, deviceId: other.device.deviceId, kind }} className={`${isScreen ? styles.contain : styles.cover} ${mine && own?.choice.mirror === true ? styles.mirrored : ''}`} onLoadedMetadata={measure} onResize={measure} />
            {share !== null && <AnnotationLayer share={share} aspect={aspect} tool={annotating ? tool : null} color={color} onDone={done} />}
          </div>
        </div>
      )}
      {away && <p className={styles.away}>{calls.reconnecting}</p>}
      {annotating && share !== null && <AnnotationTools share={share} label={shown} own={kind === 'ownScreen'} tool={tool} color={color} onTool={setTool} onColor={setColor} onDone={done} />}
      <figcaption className={annotating ? 'visually-hidden' : styles.caption}>
        {muted && !isScreen && (
          <span title={calls.muted}>
            <Icon path={mdiMicrophoneOff} size={16} />
            <span className="visually-hidden">{calls.muted}</span>
          </span>
        )}
        {hand && !isScreen && (
          <span title={calls.hand}>
            <Icon path={mdiHandBackLeft} size={16} />
            <span className="visually-hidden">{calls.hand}</span>
          </span>
        )}
        {deaf && !isScreen && (
          <span title={calls.deaf}>
            <Icon path={mdiVolumeOff} size={16} />
            <span className="visually-hidden">{calls.deaf}</span>
          </span>
        )}
        {weak && kind === 'camera' && (
          <span title={calls.weak}>
            <Icon path={mdiSignalCellular1} size={16} />
            <span className="visually-hidden">{calls.weak}</span>
          </span>
        )}
        <span className={styles.captionName}>{shown}</span>
      </figcaption>
      <div className={styles.tileTools}>
        {shareKey !== null && track !== null && !annotating && (
          <IconButton ref={begin} size="small" aria-label={calls.annotate.start} title={mayAnnotate ? calls.annotate.start : calls.annotate.off(name)} disabled={!mayAnnotate} onClick={() => center.running?.annotate(shareKey, large ? undefined : key)}>
            <Icon path={mdiPencilOutline} size={18} />
          </IconButton>
        )}
        {isScreen && large && (
          <>
            <IconButton size="small" aria-label={calls.zoomOut} title={calls.zoomOut} disabled={zoom <= ZOOM.least} onClick={() => setZoom(Math.max(ZOOM.least, zoom - ZOOM.step))}>
              <Icon path={mdiMagnifyMinusOutline} size={18} />
            </IconButton>
            <IconButton size="small" aria-label={calls.zoomIn} title={calls.zoomIn} disabled={zoom >= ZOOM.most} onClick={() => setZoom(Math.min(ZOOM.most, zoom + ZOOM.step))}>
              <Icon path={mdiMagnifyPlusOutline} size={18} />
            </IconButton>
          </>
        )}
        <IconButton size="small" aria-label={pinned ? calls.unpin(shown) : calls.pin(shown)} title={pinned ? calls.unpin(shown) : calls.pin(shown)} onClick={() => center.running?.pin(pinned ? null : key)}>
          <Icon path={pinned ? mdiPinOff : mdiPin} size={18} />
        </IconButton>
        {fullscreen.possible && track !== null && (
          <IconButton size="small" aria-label={fullscreen.on ? calls.leaveFullscreen : calls.fullscreen} title={fullscreen.on ? calls.leaveFullscreen : calls.fullscreen} onClick={fullscreen.toggle}>
            <Icon path={mdiFullscreen} size={18} />
          </IconButton>
        )}
      </div>
    </figure>
  );
}

/** Gives the focus to `button` when what took it away ends, unless it has gone elsewhere. */
function useGivenBack(taken: boolean, button: RefObject<HTMLButtonElement | null>): void {
  const before = useRef(taken);
  useEffect(() => {
    if (before.current && !taken && document.activeElement === document.body) button.current?.focus();
    before.current = taken;
  }, [taken, button]);
}
