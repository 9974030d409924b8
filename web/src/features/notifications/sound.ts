// The sound of a notification: two short tones, made here, so that nothing is fetched.

let context: AudioContext | null = null;

const TONES = [
  { frequency: 740, at: 0 },
  { frequency: 988, at: 0.11 },
] as const;
const LENGTH = 0.28;
const VOLUME = 0.12;

/** Plays it. Browsers allow that only once the user has done something on the page; until then there is no sound. */
export function playSound(): void {
  if (globalThis.AudioContext === undefined) return;
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume().catch(() => undefined);
  for (const { frequency, at } of TONES) play(context, frequency, context.currentTime + at);
}

function play(audio: AudioContext, frequency: number, start: number): void {
  const tone = new OscillatorNode(audio, { type: 'sine', frequency });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(VOLUME, start + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + LENGTH);
}
