// What this device sends: microphone, camera and screen, with changes of devices in the middle of a call.

import { keepChoice, keptChoice, listDevices, openCamera, openMicrophone, openScreen, troubleOf, type Choice, type Device, type Trouble } from './devices';
import { NO_TRACKS, type Role, type Tracks } from './roles';

export type Problem =
  | { kind: 'trouble'; role: 'microphone' | 'camera' | 'screen'; trouble: Trouble }
  /** A device is gone; `next` is what is used in its place. */
  | { kind: 'lost'; role: 'microphone' | 'camera'; label: string; next: string | null }
  /** A device that was lost is there again. */
  | { kind: 'back'; role: 'microphone' | 'camera'; device: Device };

export interface LocalState {
  muted: boolean;
  camera: boolean;
  screen: boolean;
  /** What is captured, also while it is muted. */
  tracks: Tracks;
  choice: Choice;
}

export class LocalMedia {
  #state: LocalState = { muted: false, camera: false, screen: false, tracks: NO_TRACKS, choice: keptChoice() };
  /** What was lost in this call. */
  readonly #lost = new Map<string, 'microphone' | 'camera'>();
  readonly #listeners = new Set<(state: LocalState) => void>();
  readonly #problems = new Set<(problem: Problem) => void>();
  #closed = false;
  /** Counts what the user asked for: a device that opens late does not undo what they did meanwhile. */
  readonly #turns = { microphone: 0, camera: 0 };

  constructor() {
    navigator.mediaDevices?.addEventListener?.('devicechange', this.#devicesChanged);
  }

  get state(): LocalState {
    return this.#state;
  }

  /** What is sent now. */
  get sent(): Tracks {
    const { muted, tracks } = this.#state;
    return muted ? { ...tracks, microphone: null } : tracks;
  }

  subscribe(listener: (state: LocalState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onProblem(listener: (problem: Problem) => void): () => void {
    this.#problems.add(listener);
    return () => this.#problems.delete(listener);
  }

  /** Opens the microphone, and the camera where it is wanted. What cannot be opened is said and left out. */
  async open({ muted, camera }: { muted: boolean; camera: boolean }): Promise<void> {
    this.#change({ muted });
    const [heard] = await Promise.all([this.#openMicrophone(), camera ? this.setCamera(true) : undefined]);
    if (!heard) this.#change({ muted: true });
  }

  async setMuted(muted: boolean): Promise<void> {
    this.#turns.microphone += 1;
    const turn = this.#turns.microphone;
    const can = muted || this.#state.tracks.microphone !== null || (await this.#openMicrophone());
    if (can && turn === this.#turns.microphone) this.#change({ muted });
  }

  async setCamera(on: boolean): Promise<void> {
    this.#turns.camera += 1;
    const turn = this.#turns.camera;
    if (!on) {
      this.#hold('camera', null);
      this.#change({ camera: false });
      return;
    }
    if (this.#state.tracks.camera === null && !(await this.#openCamera())) return;
    if (turn === this.#turns.camera) this.#change({ camera: true });
    else if (!this.#state.camera) this.#hold('camera', null);
  }

  /** Starts to share a screen, a window or a tab. False where the user has chosen none. */
  async shareScreen(): Promise<boolean> {
    try {
      const opened = await openScreen();
      if (opened === null) return false;
      if (this.#closed) {
        opened.video.stop();
        opened.audio?.stop();
        return false;
      }
      opened.video.addEventListener('ended', () => this.stopScreen());
      this.#hold('screen', opened.video);
      this.#hold('screenAudio', opened.audio);
      this.#change({ screen: true });
      return true;
    } catch (thrown) {
      this.#say({ kind: 'trouble', role: 'screen', trouble: troubleOf(thrown) });
      return false;
    }
  }

  stopScreen(): void {
    this.#hold('screen', null);
    this.#hold('screenAudio', null);
    this.#change({ screen: false });
  }

  /** Uses other devices from now on, and in later calls. */
  async choose(change: Partial<Choice>): Promise<void> {
    const choice = { ...this.#state.choice, ...change };
    keepChoice(choice);
    this.#change({ choice });
    for (const id of [change.microphone, change.camera]) if (id != null) this.#lost.delete(id);
    if (change.microphone !== undefined && this.#state.tracks.microphone !== null) await this.#openMicrophone();
    if ((change.camera !== undefined || change.height !== undefined) && this.#state.tracks.camera !== null) await this.#openCamera();
  }

  close(): void {
    this.#closed = true;
    navigator.mediaDevices?.removeEventListener?.('devicechange', this.#devicesChanged);
    for (const role of ['microphone', 'camera', 'screen', 'screenAudio'] as const) this.#hold(role, null);
  }

  async #openMicrophone(): Promise<boolean> {
    return this.#open('microphone', () => openMicrophone(this.#state.choice));
  }

  async #openCamera(): Promise<boolean> {
    // Many cameras serve one picture at a time.
    if (this.#state.tracks.camera !== null) this.#state.tracks.camera.stop();
    const opened = await this.#open('camera', () => openCamera(this.#state.choice));
    if (!opened) {
      this.#hold('camera', null);
      this.#change({ camera: false });
    }
    return opened;
  }

  async #open(role: 'microphone' | 'camera', opening: () => Promise<MediaStreamTrack>): Promise<boolean> {
    try {
      const track = await opening();
      if (this.#closed) {
        track.stop();
        return false;
      }
      track.addEventListener('ended', () => void this.#ended(role, track));
      this.#hold(role, track);
      return true;
    } catch (thrown) {
      if (!this.#closed) this.#say({ kind: 'trouble', role, trouble: troubleOf(thrown) });
      return false;
    }
  }

  /** The browser has ended a track: its device was unplugged, or taken by another program. */
  async #ended(role: 'microphone' | 'camera', track: MediaStreamTrack): Promise<void> {
    if (this.#closed || this.#state.tracks[role] !== track) return;
    const { deviceId } = track.getSettings();
    if (deviceId !== undefined) this.#lost.set(deviceId, role);
    this.#hold(role, null);
    const found = (await listDevices())[role].filter(({ id }) => id !== deviceId);
    const opened = found.length > 0 && (role === 'microphone' ? await this.#openMicrophone() : await this.#openCamera());
    if (!opened && role === 'camera') this.#change({ camera: false });
    this.#say({ kind: 'lost', role, label: track.label, next: opened ? (this.#state.tracks[role]?.label ?? null) : null });
  }

  readonly #devicesChanged = (): void => void this.#compare();

  /** Not every browser says of a track that its device is gone. */
  async #compare(): Promise<void> {
    const devices = await listDevices();
    for (const role of ['microphone', 'camera'] as const) {
      const track = this.#state.tracks[role];
      const id = track?.getSettings().deviceId;
      const gone = track !== null && id !== undefined && !devices[role].some((device) => device.id === id);
      // One after the other: each says what it found.
      // oxlint-disable-next-line no-await-in-loop
      if (gone) await this.#ended(role, track);
      for (const device of devices[role]) {
        if (this.#lost.get(device.id) === role && this.#lost.delete(device.id)) this.#say({ kind: 'back', role, device });
      }
    }
  }

  #hold(role: Role, track: MediaStreamTrack | null): void {
    const before = this.#state.tracks[role];
    if (before === track) return;
    this.#change({ tracks: { ...this.#state.tracks, [role]: track } });
    before?.stop();
  }

  #change(change: Partial<LocalState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener(this.#state);
  }

  #say(problem: Problem): void {
    for (const listener of this.#problems) listener(problem);
  }
}
