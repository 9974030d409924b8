// A part of the page that is not there yet: what is typed meanwhile must reach it, and nothing else.

import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Limits } from '../../src/core/protocol/generated';
import { useNewPage } from '../../src/features/notice/useNewPage';
import { useOutdated } from '../../src/shared/hooks/useOutdated';
import { DialogFrame } from '../../src/shared/ui/DialogFrame';
import { LazyPart, preload } from '../../src/shared/ui/LazyPart';
import { setStage, type Stage } from './stage';

function Field() {
  return <input aria-label="field" />;
}

function Search() {
  const [query, setQuery] = useState('');
  return (
    <DialogFrame title="Search">
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <input aria-label="field" autoFocus value={query} onChange={(event) => setQuery(event.target.value)} />
      <p>results for {query}</p>
    </DialogFrame>
  );
}

function Question() {
  return <DialogFrame title="Sure?">It cannot be undone.</DialogFrame>;
}

/** A part that arrives when the test says so. */
function later<T>(part: T): { load: () => Promise<T>; arrive: () => Promise<void> } {
  let resolve: (part: T) => void = nothing;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { load: () => promise, arrive: () => act(async () => resolve(part)) };
}

const nothing = (): void => undefined;

describe('a part that is fetched when it is needed', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
  });

  it('leaves no trace where it cannot be fetched and nobody has asked for it', async () => {
    vi.spyOn(console, 'error').mockImplementation(nothing);
    const load = (): Promise<typeof Field> => Promise.reject(new Error('gone'));
    stage.show(<LazyPart load={load} props={{}} quiet />);
    await act(async () => undefined);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it.each([
    ['tells of a new page where the server has this one no more', 404, true],
    ['tells of none where the server still has this one', 200, false],
  ])('%s', async (_, status, outdated) => {
    const script = document.createElement('script');
    script.src = '/assets/chat-1.js';
    script.type = 'text/plain';
    document.head.append(script);
    const asked: unknown[] = [];
    vi.spyOn(globalThis, 'fetch').mockImplementation((at) => {
      asked.push(at);
      return Promise.resolve(new Response(null, { status }));
    });
    const Notice = () => {
      useNewPage();
      return <output>{useOutdated() ? 'new page' : 'same page'}</output>;
    };
    stage.show(<Notice />);
    screen.getByText('same page');
    // So does a part that cannot be fetched, in a browser.
    act(() => void window.dispatchEvent(new Event('vite:preloadError')));
    await waitFor(() => expect(asked).toEqual([script.src]));
    await act(async () => undefined);
    screen.getByText(outdated ? 'new page' : 'same page');
    // Its files are no more there when the same server says hello again.
    const { store } = stage.session;
    const hello = { protocol: 1, build: stage.server.build, sessionId: 's', heartbeatMs: 1000, limits: store.state.limits as Limits };
    act(() => store.dispatch({ type: 'hello_received', hello }));
    screen.getByText(outdated ? 'new page' : 'same page');
    script.remove();
  });

  it('offers no way out where there is none', async () => {
    vi.spyOn(console, 'error').mockImplementation(nothing);
    const load = (): Promise<typeof Field> => Promise.reject(new Error('gone'));
    stage.show(<LazyPart load={load} props={{}} />);
    await screen.findByRole('alert');
    expect(screen.getAllByRole('button').map((button) => button.textContent)).not.toContain('Close');
  });

  it('is there in the first render once it was fetched before', async () => {
    let fetched = 0;
    const load = (): Promise<typeof Field> => {
      fetched += 1;
      return fetched === 1 ? Promise.resolve(Field) : new Promise(nothing);
    };
    await preload(load);
    stage.show(<LazyPart load={load} props={{}} onGiveUp={nothing} />);
    expect(screen.getByLabelText('field')).toBeTruthy();
  });

  it('comes by itself otherwise, and stays the same when it is fetched again', async () => {
    const { load, arrive } = later(Field);
    const Parent = () => {
      const [renders, setRenders] = useState(0);
      return (
        <>
          <button type="button" onClick={() => setRenders(renders + 1)}>
            {renders}
          </button>
          <LazyPart load={load} props={{}} onGiveUp={nothing} />
        </>
      );
    };
    stage.show(<Parent />);
    expect(screen.queryByLabelText('field')).toBeNull();
    await arrive();
    const field = await screen.findByLabelText('field');
    await preload(load);
    await userEvent.click(screen.getByRole('button', { name: '0' }));
    expect(screen.getByLabelText('field')).toBe(field);
  });

  /** A composer, and a dialog over it once the key for it is pressed. */
  function Page({ load }: { load: () => Promise<React.ComponentType> }) {
    const [open, setOpen] = useState(false);
    return (
      <>
        <textarea aria-label="composer" onKeyDown={(event) => event.key === 'F2' && setOpen(true)} />
        {open && <LazyPart load={load} props={{}} holder="dialog" onGiveUp={() => setOpen(false)} />}
      </>
    );
  }

  it('gets what was typed since the key that opened it', async () => {
    const { load, arrive } = later(Search);
    stage.show(<Page load={load} />);
    const composer = screen.getByLabelText<HTMLTextAreaElement>('composer');
    await userEvent.click(composer);
    await userEvent.keyboard('{F2}net{Enter}work');
    expect(composer.value).toBe('');
    await arrive();
    const field = await screen.findByLabelText<HTMLInputElement>('field');
    await screen.findByText('results for network');
    expect(document.activeElement).toBe(field);
    await userEvent.keyboard('s');
    expect(field.value).toBe('networks');
    expect(composer.value).toBe('');
  });

  it('drops what was typed when it has no field, and gives the focus back when given up', async () => {
    const { load, arrive } = later(Question);
    stage.show(<Page load={load} />);
    const composer = screen.getByLabelText<HTMLTextAreaElement>('composer');
    await userEvent.click(composer);
    await userEvent.keyboard('{F2}yes');
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    await userEvent.click(composer);
    await userEvent.keyboard('{F2}yes');
    await arrive();
    await screen.findByText('It cannot be undone.');
    expect(composer.value).toBe('');
  });
});
