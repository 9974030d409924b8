// What a person sends in a call: at most one track of each role. Clients agree on roles by the order of the media
// sections: the first of a kind is the microphone or the camera, the second is the shared screen.

export type Role = 'microphone' | 'camera' | 'screen' | 'screenAudio';

export const ROLES: readonly Role[] = ['microphone', 'camera', 'screen', 'screenAudio'];

export const KIND_OF: Readonly<Record<Role, 'audio' | 'video'>> = { microphone: 'audio', camera: 'video', screen: 'video', screenAudio: 'audio' };

const OF_KIND: Readonly<Record<string, readonly Role[]>> = { audio: ['microphone', 'screenAudio'], video: ['camera', 'screen'] };

/** The role of each media section, by the kinds of all of them; `null` for one too many. */
export function rolesOf(kinds: readonly string[]): (Role | null)[] {
  const seen: Record<string, number> = {};
  return kinds.map((kind) => {
    const nth = seen[kind] ?? 0;
    seen[kind] = nth + 1;
    return OF_KIND[kind]?.[nth] ?? null;
  });
}

export type Tracks = Readonly<Record<Role, MediaStreamTrack | null>>;

export const NO_TRACKS: Tracks = { microphone: null, camera: null, screen: null, screenAudio: null };

/** A stream for each pair of a picture and its sound: browsers keep the tracks of one stream in time. */
export function newStreams(): Readonly<Record<Role, MediaStream>> {
  const [person, shared] = [new MediaStream(), new MediaStream()];
  return { microphone: person, camera: person, screen: shared, screenAudio: shared };
}
