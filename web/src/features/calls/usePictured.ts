// What is shown of a call where there is room for one picture.

import type { Shown } from './media/views';
import type { Other } from './state';
import { useCalls } from './useCalls';

const NOBODY: readonly Other[] = [];

export interface Pictured {
  track: MediaStreamTrack;
  of: Shown;
}

/** Whoever is to be seen: a shared screen, the pinned one, or the one who speaks. */
export function usePictured(): Pictured | null {
  const others = useCalls(({ current }) => current?.others ?? NOBODY);
  const pinned = useCalls(({ current }) => current?.pinned ?? null);
  const speaker = useCalls(({ current }) => current?.speaker ?? null);
  return picturedOf(others, pinned, speaker);
}

function picturedOf(others: readonly Other[], pinned: string | null, speaker: string | null): Pictured | null {
  const shared = others.find(({ device, tracks }) => device.screen && tracks.screen !== null);
  if (shared !== undefined) return pictureOf(shared, 'screen');
  const shown = others.filter(({ device, tracks }) => device.camera && tracks.camera !== null);
  const first = shown.find(({ key }) => key === pinned) ?? shown.find(({ key }) => key === speaker) ?? shown[0];
  return first === undefined ? null : pictureOf(first, 'camera');
}

function pictureOf({ user, device: { deviceId }, tracks }: Other, kind: Shown['kind']): Pictured | null {
  const track = tracks[kind];
  return track === null ? null : { track, of: { user, deviceId, kind } };
}
