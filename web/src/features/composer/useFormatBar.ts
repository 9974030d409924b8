// Whether the buttons for formatting are shown, as chosen on this device.

import { useSyncExternalStore } from 'react';

import { KeptChoice } from '../../shared/hooks/kept';
import { byTouch } from '../../shared/hooks/touch';

/** `null` where nobody has chosen. */
const choice = new KeptChoice('orvale-chat.formatting', (kept) => (typeof kept === 'boolean' ? kept : null));

export function useFormatBar(): [shown: boolean, show: (shown: boolean) => void] {
  const chosen = useSyncExternalStore(choice.subscribe, choice.get);
  // Where fingers type there is little room: there they are shown on demand.
  return [chosen ?? !byTouch(), (next) => choice.set(next)];
}
