// Whoever is muted speaks as long as the space bar is held, wherever it writes nothing and presses no button.

import { useEffect } from 'react';

import { useCallCenter } from './useCalls';

const WRITES = 'input, textarea, select, [contenteditable], button, a, summary, video, audio, [role="menuitem"], [role="option"], [role="slider"], [role="tab"]';

export function useTalkKey(): void {
  const center = useCallCenter();
  useEffect(() => {
    let talking = false;
    const stop = (): void => {
      if (!talking) return;
      talking = false;
      void center.running?.media.setMuted(true);
    };
    const down = (event: KeyboardEvent): void => {
      const { running } = center;
      if (event.code !== 'Space' || event.ctrlKey || event.altKey || event.metaKey || running === null) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest(WRITES) != null) return;
      if (talking) {
        event.preventDefault();
        return;
      }
      if (event.repeat || !running.media.state.muted) return;
      event.preventDefault();
      talking = true;
      void running.media.setMuted(false);
    };
    const up = (event: KeyboardEvent): void => {
      if (event.code !== 'Space' || !talking) return;
      event.preventDefault();
      stop();
    };
    window.addEventListener('keydown', down, true);
    window.addEventListener('keyup', up, true);
    window.addEventListener('blur', stop);
    return () => {
      window.removeEventListener('keydown', down, true);
      window.removeEventListener('keyup', up, true);
      window.removeEventListener('blur', stop);
      stop();
    };
  }, [center]);
}
