// Cameras, microphones and speakers: which there are, which was chosen, and what goes wrong with them.

export type DeviceKind = 'microphone' | 'camera' | 'speaker';

export interface Device {
  id: string;
  label: string;
}

export type Devices = Readonly<Record<DeviceKind, readonly Device[]>>;

export type Trouble = 'denied' | 'none' | 'in_use' | 'other';

/** What the user chose, kept for the next call. */
export interface Choice {
  microphone: string | null;
  camera: string | null;
  speaker: string | null;
  /** The lines of the picture that is asked of the camera. */
  height: number;
  /** Whether the user sees their own picture as in a mirror. */
  mirror: boolean;
}

export const HEIGHTS = [360, 720, 1080] as const;

const KEY = 'callDevices';
const DEFAULT: Choice = { microphone: null, camera: null, speaker: null, height: 720, mirror: true };
const KIND_OF: Readonly<Record<string, DeviceKind>> = { audioinput: 'microphone', videoinput: 'camera', audiooutput: 'speaker' };

export function keptChoice(): Choice {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return { ...DEFAULT, ...(typeof kept === 'object' ? kept : {}) };
  } catch {
    return DEFAULT;
  }
}

export function keepChoice(choice: Choice): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(choice));
  } catch {
    // A browser that keeps nothing asks again in the next call.
  }
}

export async function listDevices(): Promise<Devices> {
  const found: Record<DeviceKind, Device[]> = { microphone: [], camera: [], speaker: [] };
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  for (const { kind, deviceId, label } of all) {
    const own = KIND_OF[kind];
    // The browser's own name for whichever is the default stands beside the device itself.
    if (own !== undefined && deviceId !== '' && deviceId !== 'communications') found[own].push({ id: deviceId, label });
  }
  return found;
}

/** One that was chosen and is gone is no reason to have none. */
const chosen = (id: string | null): { deviceId?: ConstrainDOMString } => (id === null ? {} : { deviceId: { ideal: id } });

export function microphoneConstraints({ microphone }: Pick<Choice, 'microphone'>): MediaTrackConstraints {
  return { ...chosen(microphone), echoCancellation: true, noiseSuppression: true, autoGainControl: true, sampleRate: 48_000, channelCount: 1 };
}

export function cameraConstraints({ camera, height }: Pick<Choice, 'camera' | 'height'>): MediaTrackConstraints {
  const size = { width: { min: 320, ideal: Math.round((height * 16) / 9), max: 1920 }, height: { min: 240, ideal: height, max: 1080 } };
  return { ...chosen(camera), ...size, frameRate: { min: 15, ideal: 30, max: 30 } };
}

async function trackOf(constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
  if (navigator.mediaDevices === undefined) throw new DOMException('there are no media devices', 'NotFoundError');
  const [track] = (await navigator.mediaDevices.getUserMedia(constraints)).getTracks();
  if (track === undefined) throw new DOMException('the stream has no track', 'NotFoundError');
  return track;
}

export function openMicrophone(choice: Choice): Promise<MediaStreamTrack> {
  return trackOf({ audio: microphoneConstraints(choice) });
}

export async function openCamera(choice: Choice): Promise<MediaStreamTrack> {
  try {
    const track = await trackOf({ video: cameraConstraints(choice) });
    track.contentHint = 'motion';
    return track;
  } catch (thrown) {
    // A camera that can do none of it is still a camera.
    if (!(thrown instanceof DOMException && thrown.name === 'OverconstrainedError')) throw thrown;
    return trackOf({ video: chosen(choice.camera) });
  }
}

/** A screen, a window or a tab, with its sound where the browser has it. `null` where the user chose none. */
export async function openScreen(): Promise<{ video: MediaStreamTrack; audio: MediaStreamTrack | null } | null> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 30 } }, audio: true });
    const [video] = stream.getVideoTracks();
    if (video === undefined) return null;
    video.contentHint = 'detail';
    return { video, audio: stream.getAudioTracks()[0] ?? null };
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') return null;
    throw thrown;
  }
}

export function canShareScreen(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === 'function';
}

export function troubleOf(thrown: unknown): Trouble {
  switch (thrown instanceof DOMException ? thrown.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'AbortError':
      return 'in_use';
    default:
      return 'other';
  }
}
