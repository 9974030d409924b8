// Shows one track, and says how large it is shown here.

import { useEffect, useRef, type ComponentProps } from 'react';

import type { Shown } from './media/views';
import { useCallCenter } from './useCalls';

interface VideoViewProps extends ComponentProps<'video'> {
  track: MediaStreamTrack;
  /** Whose picture it is, where it comes from somebody else. */
  of?: Shown | undefined;
}

export function VideoView({ track, of, ...rest }: VideoViewProps) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    element.srcObject = new MediaStream([track]);
    // A muted picture may always be played; a browser that waits for more plays it later by itself.
    element.play().catch(() => undefined);
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  const { user, deviceId, kind } = of ?? {};
  const { running } = useCallCenter();
  useEffect(() => {
    const element = video.current;
    if (element === null || running === null || user === undefined || deviceId === undefined || kind === undefined) return undefined;
    return watchSize(element, (lines) => running.views.show({ user, deviceId, kind }, element, lines));
  }, [running, user, deviceId, kind]);
  return <video ref={video} {...rest} muted playsInline autoPlay />;
}

/** Tells how many lines of a screen an element covers, now and whenever that changes; 0 where nobody sees it. */
function watchSize(element: HTMLElement, tell: (lines: number) => void): () => void {
  // It may stand in a small window of its own.
  const { ownerDocument: page } = element;
  let inView = true;
  const look = (): void => {
    const seen = inView && page.visibilityState === 'visible';
    tell(seen ? element.clientHeight * (page.defaultView?.devicePixelRatio ?? 1) : 0);
  };
  const sizes = new ResizeObserver(look);
  sizes.observe(element);
  const places = new IntersectionObserver((entries) => {
    inView = entries.at(-1)?.isIntersecting ?? true;
    look();
  });
  places.observe(element);
  page.addEventListener('visibilitychange', look);
  return () => {
    sizes.disconnect();
    places.disconnect();
    page.removeEventListener('visibilitychange', look);
    tell(0);
  };
}
