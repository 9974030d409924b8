import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { registry } from '../../src/app/features';
import { BrokenBoundary } from '../../src/app/Broken';
import { translation } from '../../src/app/german';
import { ConnectionBanner } from '../../src/features/notice/ConnectionBanner';
import { LazyPart } from '../../src/shared/ui/LazyPart';
import { messageOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('what features add', () => {
  it('has names of its own, and no key twice', () => {
    const { messageActions, panes } = registry;
    const unique = (values: unknown[]): boolean => new Set(values).size === values.length;
    expect(unique(messageActions.map(({ name }) => name))).toBe(true);
    expect(unique(messageActions.map(({ order }) => order))).toBe(true);
    expect(unique(messageActions.flatMap(({ key }) => key ?? []))).toBe(true);
    expect(unique(Object.values(panes).flatMap(({ shortcut }) => shortcut ?? []))).toBe(true);
  });

  it('is said in German too', () => {
    const english = Object.keys(import.meta.glob('../../src/features/*/words.ts'));
    const german = Object.keys(import.meta.glob('../../src/features/*/words.de.ts'));
    expect(german.map((path) => path.replace('.de', ''))).toEqual(english);
    expect(registry.messageActions.map((action) => action.label(messageOf(), translation))).toContain('Antworten');
    expect(registry.panes['members']?.title(translation)).toBe('Mitglieder');
  });
});

describe('a page that has failed', () => {
  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
  });

  it('can be tried again while there is no server to reload it from', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const stage = await setStage();
    let broken = true;
    const Page = () => {
      if (broken) throw new Error('broken');
      return <p>whole again</p>;
    };
    stage.show(
      <BrokenBoundary>
        <Page />
      </BrokenBoundary>,
    );
    expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy();
    stage.server.up = false;
    act(() => stage.server.drop());
    broken = false;
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(screen.getByText('whole again')).toBeTruthy();
    stage.session.stop();
  });
});

describe('a part that cannot be fetched', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
  });

  it('leads to the new version where the server was upgraded', async () => {
    const load = (): Promise<never> => Promise.reject(new TypeError('gone'));
    stage.show(
      <>
        <ConnectionBanner storageRefused={false} />
        <LazyPart load={load} props={{}} onGiveUp={vi.fn()} />
      </>,
    );
    await screen.findByText('This part of the page couldn’t be loaded.');
    expect(screen.queryByText('A new version is available.')).toBeNull();
    stage.server.build = 'two';
    act(() => stage.server.drop());
    act(() => stage.session.retryNow());
    await waitFor(() => expect(screen.getAllByText('A new version is available.')).toHaveLength(2));
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('offers to load the page anew when trying again was in vain', async () => {
    const load = (): Promise<never> => Promise.reject(new TypeError('gone'));
    stage.show(<LazyPart load={load} props={{}} onGiveUp={vi.fn()} />);
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    await screen.findByRole('button', { name: 'Reload' });
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('is not asked for while the server is away, and comes by itself when it is back', async () => {
    const load = vi.fn<() => Promise<() => React.ReactNode>>().mockResolvedValue(() => <p>here it is</p>);
    stage.answers['/auth/me'] = () => {
      throw new TypeError('network error');
    };
    stage.server.up = false;
    act(() => stage.server.drop());
    stage.show(<LazyPart load={load} props={{}} holder="dialog" onGiveUp={vi.fn()} />);
    await screen.findByText('The server can’t be reached. Please try again in a moment.');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(screen.queryByRole('button', { name: 'Reload' })).toBeNull();
    // Asked for in vain, Chromium would never ask again.
    expect(load).not.toHaveBeenCalled();
    stage.server.up = true;
    act(() => stage.session.retryNow());
    await screen.findByText('here it is');
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('says so in its place, and is there once it can be', async () => {
    const Part = ({ name }: { name: string }) => <p>This is {name}.</p>;
    const load = vi.fn<() => Promise<typeof Part>>().mockRejectedValueOnce(new TypeError('gone')).mockResolvedValue(Part);
    stage.show(
      <>
        <p>the rest</p>
        <LazyPart load={load} props={{ name: 'it' }} onGiveUp={vi.fn()} />
      </>,
    );
    await screen.findByRole('alert');
    expect(screen.getByText('the rest')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('This is it.');
    expect(load).toHaveBeenCalledTimes(2);
  });
});
