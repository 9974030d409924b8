// The language and the colours that the user has chosen on any device.

import { useEffect } from 'react';

import { useChat } from '../shared/hooks/client';
import { usePreferences } from '../shared/hooks/preferences';
import { setMode } from '../shared/hooks/scheme';

/** Shows them once the server says so. What was never chosen is left to this device. */
export function useSharedLook(): void {
  const { change } = usePreferences();
  const language = useChat((state) => state.preferences?.language ?? null);
  const theme = useChat((state) => state.preferences?.theme ?? null);
  useEffect(() => {
    if (language !== null) change({ language });
  }, [change, language]);
  useEffect(() => {
    if (theme !== null) setMode(theme);
  }, [theme]);
}
