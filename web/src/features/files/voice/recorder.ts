// Records what the microphone hears. Knows no view: it calls back when something has changed.

import type { Voice } from '../kept-uploads';

/** A recording of this length has about 2.5 MB. */
export const MOST_MS = 10 * 60_000;
const BITS_PER_SECOND = 32_000;
const LEVEL_EVERY_MS = 100;
/** More are not seen as bars of their own. */
const MOST_WAVES = 60;

/** What a browser can record in, the one that most others can play first; and the ending of its name. */
const KINDS = [
  ['audio/mp4;codecs=mp4a.40.2', 'm4a'],
  ['audio/mp4;codecs=opus', 'm4a'],
  ['audio/ogg;codecs=opus', 'ogg'],
  ['audio/webm;codecs=opus', 'weba'],
] as const;

export type Trouble = 'denied' | 'no_microphone' | 'in_use' | 'other';

export type RecorderState = { name: 'asking' } | { name: 'recording'; ms: number; levels: readonly number[] } | { name: 'failed'; trouble: Trouble };

interface Listener {
  changed(state: RecorderState): void;
  /** What was recorded, with the ending of its name. */
  done(sound: Blob, ending: string, voice: Voice): void;
}

export class Recorder {
  #stream: MediaStream | null = null;
  #recorder: MediaRecorder | null = null;
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #ended = false;

  constructor(private readonly listener: Listener) {}

  async start(): Promise<void> {
    this.listener.changed({ name: 'asking' });
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      this.#stream = stream;
      if (this.#ended) this.#release();
      else this.#record(stream);
    } catch (thrown) {
      this.#release();
      this.listener.changed({ name: 'failed', trouble: troubleOf(thrown) });
    }
  }

  /** Ends the recording, which is passed on. */
  stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
    else this.#release();
  }

  /** Drops what was recorded. */
  cancel(): void {
    this.#ended = true;
    if (this.#recorder !== null) this.#recorder.ondataavailable = null;
    this.#release();
  }

  #record(stream: MediaStream): void {
    const [type, ending] = KINDS.find(([kind]) => MediaRecorder.isTypeSupported(kind)) ?? ['', 'weba'];
    const recorder = new MediaRecorder(stream, { ...(type !== '' && { mimeType: type }), audioBitsPerSecond: BITS_PER_SECOND });
    this.#recorder = recorder;
    const since = performance.now();
    const levels: number[] = [];
    recorder.ondataavailable = ({ data }) => {
      if (data.size > 0) this.listener.done(data, ending, { durationMs: Math.max(1, Math.round(performance.now() - since)), waveform: waveformOf(levels) });
    };
    // Also when the microphone is unplugged: what there is by then is kept.
    recorder.onstop = () => this.#release();
    recorder.start();
    const level = this.#meter(stream);
    const measure = (): void => {
      const ms = performance.now() - since;
      levels.push(level());
      this.listener.changed({ name: 'recording', ms, levels: levels.slice(-64) });
      if (ms >= MOST_MS) this.stop();
    };
    measure();
    this.#timer = setInterval(measure, LEVEL_EVERY_MS);
  }

  /** How loud it is, from 0 to 1. */
  #meter(stream: MediaStream): () => number {
    const context = new AudioContext();
    this.#context = context;
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    return () => {
      analyser.getFloatTimeDomainData(samples);
      const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      return Math.sqrt(Math.min(1, loudest));
    };
  }

  #release(): void {
    clearInterval(this.#timer);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    void this.#context?.close().catch(() => undefined);
    this.#context = null;
    this.#stream = null;
  }
}

/** The loudest of each part, from 0 to 100. */
export function waveformOf(levels: readonly number[]): number[] {
  const parts = Math.min(MOST_WAVES, levels.length);
  const length = levels.length / parts;
  return Array.from({ length: parts }, (_, index) => Math.round(100 * Math.max(...levels.slice(Math.floor(index * length), Math.ceil((index + 1) * length)))));
}

function troubleOf(thrown: unknown): Trouble {
  switch (thrown instanceof DOMException ? thrown.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'no_microphone';
    case 'NotReadableError':
    case 'AbortError':
      return 'in_use';
    default:
      return 'other';
  }
}
