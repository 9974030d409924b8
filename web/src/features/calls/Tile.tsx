// One picture of a call with the name of whose it is: a camera, a shared screen, or the user's own.

import { mdiFullscreen, mdiHandBackLeft, mdiMagnifyMinusOutline, mdiMagnifyPlusOutline, mdiMicrophoneOff, mdiPin, mdiPinOff, mdiSignalCellular1 } from '@mdi/js';
import { useRef, useState } from 'react';

import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import styles from './Call.module.css';
import { Face } from './PeopleList';
import type { Other } from './state';
import { useCallCenter, useCalls, useNameOf } from './useCalls';
import { useFullscreen } from './FullscreenVideo';
import { VideoView } from './VideoView';
import { useWords } from './call-words';

export interface TileOf {
  key: string;
  kind: 'own' | 'camera' | 'screen';
  user: string;
  track: MediaStreamTrack | null;
  other?: Other;
}

const ZOOM = { least: 1, most: 4, step: 0.5 } as const;

export function Tile({ tile, large = false }: { tile: TileOf; large?: boolean }) {
  const { calls } = useWords();
  const center = useCallCenter();
  const { key, kind, user, track, other } = tile;
  const own = useCalls(({ current }) => current?.own ?? null);
  const pinned = useCalls(({ current }) => current?.pinned === key);
  const name = useNameOf(user);
  const figure = useRef<HTMLElement>(null);
  const fullscreen = useFullscreen(figure);
  const [zoom, setZoom] = useState<number>(ZOOM.least);
  const mine = kind === 'own';
  const muted = mine ? own?.muted === true : other?.device.muted === true;
  const hand = mine ? own?.hand === true : other?.device.hand === true;
  const speaking = mine ? own?.speaking === true : other?.speaking === true;
  const shown = mine ? `${name} (${calls.you})` : kind === 'screen' ? calls.screenOf(name) : name;
  const weak = other?.device.quality === 'poor' || other?.device.quality === 'disconnected';
  const away = other !== undefined && (!other.device.connected || other.link === 'reconnecting' || other.link === 'failed');
  return (
    <figure ref={figure} className={`${styles.tile} ${speaking && kind !== 'screen' ? styles.tileSpeaks : ''}`} data-tile={kind} data-user={user} data-picture={track !== null || undefined} data-speaking={speaking || undefined}>
      {track === null ? (
        <Face username={user} name={name} speaking={speaking} size={large ? 96 : 64} />
      ) : (
        <div className={styles.zoomed} style={zoom > 1 ? { overflow: 'auto' } : undefined}>
          <VideoView track={track} of={other === undefined || kind === 'own' ? undefined : { user, deviceId: other.device.deviceId, kind }} className={`${kind === 'screen' ? styles.contain : styles.cover} ${mine && own?.choice.mirror === true ? styles.mirrored : ''}`} style={zoom > 1 ? { width: `${zoom * 100}%`, height: `${zoom * 100}%` } : undefined} />
        </div>
      )}
      {away && <p className={styles.away}>{calls.reconnecting}</p>}
      <figcaption className={styles.caption}>
        {muted && kind !== 'screen' && (
          <span title={calls.muted}>
            <Icon path={mdiMicrophoneOff} size={16} />
            <span className="visually-hidden">{calls.muted}</span>
          </span>
        )}
        {hand && kind !== 'screen' && (
          <span title={calls.hand}>
            <Icon path={mdiHandBackLeft} size={16} />
            <span className="visually-hidden">{calls.hand}</span>
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
        {kind === 'screen' && large && (
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
