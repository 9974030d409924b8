// The ring of a call, made here, so that nothing is fetched. A browser may be silent until somebody clicks on the page.

const NOTES = [587, 740, 880] as const;
const EVERY_MS = 2400;

/** Returns a function that ends it. */
export function startRing(): () => void {
  if (globalThis.AudioContext === undefined) return () => undefined;
  const audio = new AudioContext();
  const once = (): void => {
    NOTES.forEach((frequency, index) => {
      const tone = new OscillatorNode(audio, { frequency });
      const volume = new GainNode(audio, { gain: 0.12 });
      const start = audio.currentTime + index * 0.2;
      volume.gain.setTargetAtTime(0, start + 0.18, 0.05);
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 0.5);
    });
  };
  once();
  const timer = setInterval(once, EVERY_MS);
  return () => {
    clearInterval(timer);
    void audio.close();
  };
}
