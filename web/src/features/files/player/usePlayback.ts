// What an element that plays a file does: it begins once it is asked to, and continues where it was when its link
// has expired or the connection was lost. One file is played at a time.

import { useRef, useState, type SyntheticEvent } from 'react';

import type { ErrorCode } from '../../../core/protocol/errors';
import { useLink } from '../useLink';

type MediaEvent = SyntheticEvent<HTMLMediaElement>;

export interface Playback {
  /** False until somebody wants to hear or see it. */
  asked: boolean;
  /** Plays it, from so many seconds on. */
  ask(from?: number): void;
  /** Empty until it is there. */
  url: string;
  /** Why there is no address. */
  error: ErrorCode | null;
  /** True when the browser cannot play it. */
  broken: boolean;
  /** For the element, with its key: another address is another element. */
  key: number;
  handlers: {
    autoPlay: boolean;
    onLoadedMetadata(event: MediaEvent): void;
    onPlay(event: MediaEvent): void;
    onSeeking(event: MediaEvent): void;
    onTimeUpdate(event: MediaEvent): void;
    onError(event: MediaEvent): void;
  };
}

let playing: HTMLMediaElement | null = null;

export function usePlayback(id: string): Playback {
  const [asked, setAsked] = useState(false);
  const [broken, setBroken] = useState(false);
  const [autoPlay, setAutoPlay] = useState(true);
  const position = useRef(0);
  const link = useLink(id, asked && !broken);
  return {
    asked,
    ask: (from = 0) => {
      position.current = from;
      setAsked(true);
    },
    url: link.url,
    error: link.error,
    broken,
    key: link.round,
    handlers: {
      autoPlay,
      onLoadedMetadata: ({ currentTarget: element }) => {
        if (position.current > 0) element.currentTime = position.current;
      },
      onPlay: ({ currentTarget: element }) => {
        if (playing !== element) playing?.pause();
        playing = element;
      },
      onSeeking: ({ currentTarget: element }) => {
        position.current = element.currentTime;
      },
      onTimeUpdate: ({ currentTarget: element }) => {
        position.current = element.currentTime;
        if (!element.paused && element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) link.works();
      },
      onError: ({ currentTarget: element }) => {
        // An element that is about to go.
        if (element.error === null) return;
        setAutoPlay(position.current === 0 || !element.paused);
        if (!link.renew()) setBroken(true);
      },
    },
  };
}
