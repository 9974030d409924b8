// Has files that are dropped on the page or pasted go to their conversation.

import { useEffect, useRef } from 'react';

import { channelKey } from '../../core/store/conversation';
import { useView } from '../../shared/hooks/view/view';

export function useDroppedFiles(): void {
  const main = useView(({ route }) => (route.channelId === null ? null : channelKey(route.channelId)));
  const now = useRef(main);
  useEffect(() => {
    now.current = main;
  });
  useEffect(() => {
    let end: (() => void) | null = () => undefined;
    // Without it files are attached with the button.
    import('./watch-drops').then(({ watchDrops }) => (end &&= watchDrops(() => now.current)), () => undefined);
    return () => {
      end?.();
      end = null;
    };
  }, []);
}
