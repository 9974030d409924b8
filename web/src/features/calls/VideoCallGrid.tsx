// The pictures of a call: all of one size, or one large and the others beside it.

import { useLayoutEffect, useRef, useState } from 'react';

import { useChat } from '../../shared/hooks/client';
import styles from './Call.module.css';
import { seenOf, tilingOf } from './media/tiles';
import { keyOf, type Current } from './state';
import { Tile, type TileOf } from './Tile';
import { useCallCenter, useCalls } from './useCalls';

const GAP = 8;
/** As many are seen at once. */
const MOST_TILES = 25;
/** A narrow strip beside the large picture. */
const STRIP = { wide: 200, tall: 120 } as const;

export function VideoCallGrid() {
  const current = useCalls((state) => state.current);
  const me = useChat((state) => state.me?.username ?? '');
  const { running } = useCallCenter();
  const { box, size } = useSize();
  const tiles = current === null ? [] : tilesOf(current, me, running?.deviceId ?? '');
  const large = current === null ? null : largeOf(current, tiles);
  const rest = seenOf(tiles.filter((tile) => tile !== large), MOST_TILES, current?.speaker ?? null);
  const beside = size.width > size.height;
  const strip = large !== null && rest.length > 0;
  const space = strip ? (beside ? { ...size, width: STRIP.wide } : { ...size, height: STRIP.tall }) : size;
  const tiling = tilingOf(Math.max(1, rest.length), space.width, space.height, GAP);
  return (
    <div ref={box} className={`${styles.grid} ${strip && !beside ? styles.withFoot : ''}`} data-tiles={tiles.length}>
      {large !== null && (
        <div className={styles.large}>
          <Tile tile={large} place="large" />
        </div>
      )}
      {rest.length > 0 && (
        <div className={strip ? styles.strip : styles.tiles} style={strip ? undefined : { gridTemplateColumns: `repeat(${tiling.columns * 2}, ${(tiling.width - GAP) / 2}px)` }}>
          {rest.map((tile, index) => (
            <div key={tile.key} className={styles.cell} style={strip ? undefined : { height: tiling.height, gridColumn: columnOf(index, rest.length, tiling.columns) }}>
              <Tile tile={tile} place={strip ? 'strip' : 'equal'} />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** Each tile takes two columns, so that a last row with fewer stands in the middle. */
function columnOf(index: number, count: number, columns: number): string {
  const lastRow = Math.floor((count - 1) / columns) * columns;
  const missing = lastRow + columns - count;
  return index === lastRow && missing > 0 ? `${missing + 1} / span 2` : 'span 2';
}

function tilesOf({ own, others }: Current, me: string, deviceId: string): TileOf[] {
  const mine: TileOf = { key: 'own', kind: 'own', user: me, track: own.camera ? own.tracks.camera : null };
  const screens: TileOf[] = others
    .filter(({ device, tracks }) => device.screen && tracks.screen !== null)
    .map((other) => ({ key: `${other.key}|screen`, kind: 'screen', user: other.user, track: other.tracks.screen, other }));
  const cameras: TileOf[] = others.map((other) => ({ key: other.key, kind: 'camera', user: other.user, track: other.device.camera ? other.tracks.camera : null, other }));
  const myScreen: TileOf[] = own.screen && own.tracks.screen !== null ? [{ key: `${keyOf(me, deviceId)}|screen`, kind: 'ownScreen', user: me, track: own.tracks.screen }] : [];
  return [...screens, ...cameras, mine, ...myScreen];
}

/** The pinned picture, else the first screen that is shared. */
function largeOf({ pinned }: Current, tiles: readonly TileOf[]): TileOf | null {
  return tiles.find(({ key }) => key === pinned) ?? tiles.find(({ kind }) => kind === 'screen') ?? null;
}

function useSize() {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 800, height: 450 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = (): void => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, size };
}
