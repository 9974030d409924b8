// The sounds of a call, made here, so that nothing is fetched: a ring, a ring-back, and a tone to test the speaker.

import { audioContext } from './meter';

interface Pattern {
  /** Frequencies in hertz that sound together, when, and for how long, in seconds. */
  notes: readonly { hertz: readonly number[]; at: number; length: number }[];
  every: number;
  volume: number;
}

const RING: Pattern = {
  notes: [
    { hertz: [587], at: 0, length: 0.2 },
    { hertz: [740], at: 0.2, length: 0.2 },
    { hertz: [880], at: 0.4, length: 0.45 },
  ],
  every: 2.4,
  volume: 0.14,
};
const RING_BACK: Pattern = { notes: [{ hertz: [425], at: 0, length: 1 }], every: 4, volume: 0.06 };
const TEST: Pattern = { ...RING, every: 0 };

/** Plays a pattern until the returned function is called. Browsers are silent until the user has done something on the page. */
function play({ notes, every, volume }: Pattern): () => void {
  const audio = audioContext();
  if (audio === null) return () => undefined;
  const out = new GainNode(audio, { gain: volume });
  out.connect(audio.destination);
  const once = (): void => {
    for (const { hertz, at, length } of notes) for (const frequency of hertz) sound(audio, out, frequency, audio.currentTime + at, length);
  };
  once();
  const timer = every === 0 ? undefined : setInterval(once, every * 1000);
  return () => {
    clearInterval(timer);
    out.disconnect();
  };
}

function sound(audio: AudioContext, out: AudioNode, frequency: number, start: number, length: number): void {
  const tone = new OscillatorNode(audio, { type: 'sine', frequency });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(1, start + 0.02);
  volume.gain.setValueAtTime(1, start + length - 0.05);
  volume.gain.linearRampToValueAtTime(0, start + length);
  tone.connect(volume).connect(out);
  tone.start(start);
  tone.stop(start + length);
}

export const ring = (): (() => void) => play(RING);
export const ringBack = (): (() => void) => play(RING_BACK);
export const testTone = (): (() => void) => play(TEST);
