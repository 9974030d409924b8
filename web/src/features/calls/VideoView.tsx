// Shows one track.

import { useEffect, useRef, type ComponentProps } from 'react';

export function VideoView({ track, ...rest }: { track: MediaStreamTrack } & ComponentProps<'video'>) {
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
  return <video ref={video} {...rest} muted playsInline autoPlay />;
}
