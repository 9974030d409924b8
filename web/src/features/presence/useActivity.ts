// Detects that the page is in use, so that a user who reads for a long time is not shown as away.

import { useEffect } from 'react';

import { useSession } from '../../shared/hooks/client';

const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

export function useActivity(): void {
  const { activity } = useSession();
  useEffect(() => {
    const note = (): void => activity.note();
    for (const sign of SIGNS) window.addEventListener(sign, note, { passive: true });
    return () => {
      for (const sign of SIGNS) window.removeEventListener(sign, note);
    };
  }, [activity]);
}
