// Saves preferences while they are being changed, without a button for it.

import { useCallback, useEffect, useRef, useState } from 'react';

import type { SetPreferences } from '../../core/protocol/generated';

/** How long after the last change it is saved, in milliseconds: a time is typed digit by digit. */
const SAVE_AFTER = 500;

interface Saving {
  /** What was changed and is not saved yet. */
  unsaved: SetPreferences;
  /** Changes preferences, which are saved `after` so many milliseconds, or earlier with `save`. */
  set(change: SetPreferences, after?: number): void;
  /** Saves what is waiting. Says whether it worked. */
  save(): Promise<boolean>;
}

/** Saves with `change`: a moment after the last change, and when what uses this is closed. */
export function useSaving(change: (wanted: SetPreferences) => Promise<boolean>): Saving {
  const [unsaved, setUnsaved] = useState<SetPreferences>({});
  const waiting = useRef<SetPreferences>({});
  const timer = useRef<number | undefined>(undefined);
  const save = useCallback(async (): Promise<boolean> => {
    window.clearTimeout(timer.current);
    const sent = waiting.current;
    if (Object.keys(sent).length === 0) return true;
    waiting.current = {};
    const worked = await change(sent);
    // What was changed again meanwhile is still to be saved.
    setUnsaved((now) => Object.fromEntries(Object.entries(now).filter(([name]) => name in waiting.current)));
    return worked;
  }, [change]);
  const set = useCallback(
    (wanted: SetPreferences, after = SAVE_AFTER): void => {
      waiting.current = { ...waiting.current, ...wanted };
      setUnsaved((now) => ({ ...now, ...wanted }));
      window.clearTimeout(timer.current);
      if (Number.isFinite(after)) timer.current = window.setTimeout(() => void save(), after);
    },
    [save],
  );
  useEffect(() => {
    const leave = (): void => void save();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [save]);
  return { unsaved, set, save };
}
