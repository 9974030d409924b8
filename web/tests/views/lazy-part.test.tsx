// A part that was fetched before is there at once: keys that are typed right after must reach it.

import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';

import { LazyPart, preload } from '../../src/shared/ui/LazyPart';

function Field() {
  return <input aria-label="field" />;
}

afterEach(cleanup);

const nothing = (): void => undefined;

describe('a part that is fetched when it is needed', () => {
  it('is there in the first render once it was fetched before', async () => {
    let fetched = 0;
    const load = (): Promise<typeof Field> => {
      fetched += 1;
      return fetched === 1 ? Promise.resolve(Field) : new Promise(nothing);
    };
    await preload(load);
    render(<LazyPart load={load} props={{}} onGiveUp={nothing} />);
    expect(screen.getByLabelText('field')).toBeTruthy();
  });

  it('comes by itself otherwise, and stays the same when it is fetched again', async () => {
    let arrive: (part: typeof Field) => void = nothing;
    const promise = new Promise<typeof Field>((resolve) => (arrive = resolve));
    const load = () => promise;
    const { rerender } = render(<LazyPart load={load} props={{}} onGiveUp={nothing} />);
    expect(screen.queryByLabelText('field')).toBeNull();
    arrive(Field);
    const field = await screen.findByLabelText('field');
    await preload(load);
    rerender(<LazyPart load={load} props={{}} onGiveUp={nothing} />);
    expect(screen.getByLabelText('field')).toBe(field);
  });
});
