// What was done and can be taken back: how long that is offered, and where the focus is then.

import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Notices } from '../../src/features/notice/Notices';
import { useUndo } from '../../src/shared/ui/useUndo';
import { setStage, type Stage } from './stage';

describe('what can be taken back', () => {
  let stage: Stage;
  let undo: () => Promise<unknown> | void;

  function Page() {
    const offer = useUndo();
    return (
      <>
        <div data-composer>
          <textarea aria-label="Message" />
        </div>
        <input aria-label="Search" />
        {['Hidden.', 'Muted.'].map((done) => (
          <button key={done} type="button" onClick={() => offer(done, undo)}>
            Do: {done}
          </button>
        ))}
        <Notices />
      </>
    );
  }

  beforeEach(async () => {
    stage = await setStage();
    undo = () => undefined;
    stage.show(<Page />);
  });

  afterEach(() => {
    vi.useRealTimers();
    cleanup();
    stage.session.stop();
  });

  const perform = (done: string): boolean => fireEvent.click(screen.getByRole('button', { name: `Do: ${done}` }));
  const button = () => screen.getByRole('button', { name: 'Undo' });
  const pass = (milliseconds: number): Promise<unknown> => act(() => vi.advanceTimersByTimeAsync(milliseconds));

  it('leaves what is said of a later action alone', async () => {
    let finish = (): void => undefined;
    undo = () => new Promise<void>((resolve) => (finish = resolve));
    perform('Hidden.');
    await userEvent.click(button());
    perform('Muted.');
    await act(async () => finish());
    expect(screen.getByText('Muted.')).toBeTruthy();
    expect(button()).toBeTruthy();
  });

  it('is taken back once, and the focus goes back to what had it', async () => {
    let finish = (): void => undefined;
    let times = 0;
    undo = () => {
      times += 1;
      return new Promise<void>((resolve) => (finish = resolve));
    };
    perform('Hidden.');
    act(() => screen.getByLabelText('Search').focus());
    await userEvent.click(button());
    await userEvent.click(button());
    expect(times).toBe(1);
    expect(document.activeElement).toBe(button());
    await act(async () => finish());
    await waitFor(() => expect(screen.queryByText('Hidden.')).toBeNull());
    expect(document.activeElement).toBe(screen.getByLabelText('Search'));
  });

  it('gives the focus to the box where nothing else had it', async () => {
    perform('Hidden.');
    act(() => button().focus());
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByText('Hidden.')).toBeNull());
    expect(document.activeElement).toBe(screen.getByLabelText('Message'));
  });

  it('is offered for 10 seconds, and while the pointer or the focus is there', async () => {
    vi.useFakeTimers();
    perform('Hidden.');
    await pass(9_900);
    expect(button()).toBeTruthy();
    fireEvent.pointerEnter(button().parentElement?.parentElement ?? document.body);
    await pass(60_000);
    act(() => button().focus());
    fireEvent.pointerLeave(button().parentElement?.parentElement ?? document.body);
    await pass(60_000);
    expect(button()).toBeTruthy();
    act(() => button().blur());
    await pass(9_900);
    expect(button()).toBeTruthy();
    await pass(200);
    expect(screen.queryByText('Hidden.')).toBeNull();
  });
});
