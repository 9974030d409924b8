// What is shown of a call where there is room for one picture.

import type { Other } from './state';
import { useCalls } from './useCalls';

const NOBODY: readonly Other[] = [];

/** Whoever is to be seen: a shared screen, the pinned one, or the one who speaks. */
export function usePictured(): { track: MediaStreamTrack; screen: boolean } | null {
  const track = useCalls(({ current }) => picturedOf(current?.others ?? NOBODY, current?.pinned ?? null, current?.speaker ?? null));
  const screen = useCalls(({ current }) => current?.others.some(({ tracks, device }) => device.screen && tracks.screen !== null) === true);
  return track === null ? null : { track, screen };
}

function picturedOf(others: readonly Other[], pinned: string | null, speaker: string | null): MediaStreamTrack | null {
  const shared = others.find(({ device, tracks }) => device.screen && tracks.screen !== null);
  if (shared !== undefined) return shared.tracks.screen;
  const shown = others.filter(({ device, tracks }) => device.camera && tracks.camera !== null);
  return (shown.find(({ key }) => key === pinned) ?? shown.find(({ key }) => key === speaker) ?? shown[0])?.tracks.camera ?? null;
}
