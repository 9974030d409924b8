import { act, cleanup, render, screen } from '@testing-library/react';
import { useRef } from 'react';
import { afterEach, expect, it, vi } from 'vitest';

import { useNear } from './useNear';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function Watched() {
  const element = useRef<HTMLDivElement>(null);
  return <div ref={element}>{useNear(element, '0px') ? 'near' : 'far'}</div>;
}

it('follows the latest of several reports that come at once', () => {
  let report: (entries: { isIntersecting: boolean }[]) => void = () => undefined;
  class Observer {
    constructor(listener: (entries: { isIntersecting: boolean }[]) => void) {
      report = listener;
    }
    observe(): void {}
    disconnect(): void {}
  }
  vi.stubGlobal('IntersectionObserver', Observer);
  render(<Watched />);
  act(() => report([{ isIntersecting: false }, { isIntersecting: true }]));
  expect(screen.getByText('near')).toBeTruthy();
  act(() => report([{ isIntersecting: true }, { isIntersecting: false }]));
  expect(screen.getByText('far')).toBeTruthy();
});
