import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { useSharedLook } from '../../src/app/useSharedLook';
import { ProfileDialog } from '../../src/features/presence/ProfileDialog';
import { setMode } from '../../src/shared/hooks/scheme';
import { useWords } from '../../src/shared/words/words';
import { preferencesOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('saving one’s own status', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    learn('away');
    stage.show(<ProfileDialog />);
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  const learn = (status: 'online' | 'away'): void =>
    act(() => stage.session.store.dispatch({ type: 'presence_learned', presence: { alice: { status, statusMessage: 'Lunch', lastActive: 0 } } }));
  const checked = (name: string): boolean => screen.getByRole<HTMLInputElement>('radio', { name }).checked;
  async function saved(): Promise<Record<string, unknown>[]> {
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await act(() => new Promise((resolve) => setImmediate(resolve)));
    return stage.server.commands.filter(({ name }) => name === 'update_presence').map(({ data }) => data);
  }

  const preferred = (): unknown[] => stage.server.commands.filter(({ name }) => name === 'set_preferences').map(({ data }) => data);

  it('says nothing of what was not touched, and shows what the server says meanwhile', async () => {
    expect(checked('Away')).toBe(true);
    learn('online');
    await waitFor(() => expect(checked('Online')).toBe(true));
    const field = screen.getByLabelText('Status message');
    await userEvent.clear(field);
    await userEvent.type(field, 'Back');
    expect(await saved()).toEqual([{ statusMessage: 'Back' }]);
  });

  it('says a status that was chosen, and keeps the message', async () => {
    await userEvent.click(screen.getByRole('radio', { name: 'Busy' }));
    learn('online');
    expect(checked('Busy')).toBe(true);
    expect(await saved()).toEqual([{ status: 'busy' }]);
  });

  it('clears the message when that was chosen, and keeps that time for another text', async () => {
    await userEvent.selectOptions(screen.getByLabelText('Clear after'), '1 hour');
    const before = Date.now();
    const [first] = await saved();
    expect(first).toEqual({ statusMessage: 'Lunch', statusMessageUntil: expect.any(Number) });
    expect(Math.abs(Number(first?.['statusMessageUntil']) - before - 3_600_000)).toBeLessThan(60_000);
    const until = Date.now() + 7_200_000;
    act(() => stage.session.store.dispatch({ type: 'presence_learned', presence: { alice: { status: 'online', statusMessage: 'Lunch', statusMessageUntil: until, lastActive: 0 } } }));
    stage.show(<ProfileDialog />);
    const field = screen.getAllByLabelText('Status message').at(-1) as HTMLElement;
    await userEvent.type(field, ' with Bob');
    await userEvent.click(screen.getAllByRole('button', { name: 'Save' }).at(-1) as HTMLElement);
    await waitFor(() => expect(stage.server.commands.at(-1)?.data).toEqual({ statusMessage: 'Lunch with Bob', statusMessageUntil: until }));
    act(() => stage.session.store.dispatch({ type: 'presence_learned', presence: { alice: { status: 'online', statusMessage: 'Lunch', statusMessageUntil: until, lastActive: 0 } } }));
    stage.show(<ProfileDialog />);
    const choice = screen.getAllByLabelText('Clear after').at(-1) as HTMLElement;
    await userEvent.selectOptions(choice, '1 hour');
    await userEvent.selectOptions(choice, '');
    await userEvent.type(screen.getAllByLabelText('Status message').at(-1) as HTMLElement, ' again');
    await userEvent.click(screen.getAllByRole('button', { name: 'Save' }).at(-1) as HTMLElement);
    await waitFor(() => expect(stage.server.commands.at(-1)?.data).toEqual({ statusMessage: 'Lunch again', statusMessageUntil: until }));
  });

  it('offers usual messages, each with a time', async () => {
    await userEvent.click(screen.getByRole('button', { name: 'Clear status message' }));
    await userEvent.click(screen.getByRole('button', { name: /In a meeting/ }));
    expect(screen.getByLabelText<HTMLInputElement>('Status message').value).toBe('📅 In a meeting');
    expect(document.activeElement).toBe(screen.getByLabelText('Status message'));
    expect(screen.getByLabelText<HTMLSelectElement>('Clear after').selectedOptions[0]?.textContent).toBe('1 hour');
    await userEvent.click(screen.getByRole('button', { name: 'Clear status message' }));
    expect(await saved()).toEqual([{ statusMessage: '' }]);
  });

  it('changes the look of the page once it is saved, not before', async () => {
    setMode('light');
    await userEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    await userEvent.click(screen.getByRole('radio', { name: 'Compact' }));
    await userEvent.click(screen.getByRole('radio', { name: 'Deutsch' }));
    expect(document.documentElement.dataset['scheme']).toBe('light');
    expect(screen.getByRole('button', { name: 'Save' })).toBeTruthy();
    await saved();
    expect(document.documentElement.dataset['scheme']).toBe('dark');
    expect(JSON.parse(window.localStorage.getItem('orvale-chat.preferences') ?? '{}')).toEqual({ language: 'de', density: 'compact' });
    expect(preferred()).toEqual([{ theme: 'dark', language: 'de' }]);
    setMode('system');
  });

  it('leaves language and theme on other devices alone when only the density is changed', async () => {
    await userEvent.click(screen.getByRole('radio', { name: 'Compact' }));
    await saved();
    expect(preferred()).toEqual([]);
  });

  it('asks nothing of the server when nothing was touched', async () => {
    learn('online');
    expect(await saved()).toEqual([]);
  });
});

describe('language and theme', () => {
  function Page() {
    useSharedLook();
    return <p>{useWords().cancel}</p>;
  }

  it('are what was chosen on any device, and this one’s own while nothing was', async () => {
    const stage = await setStage();
    act(() => setMode('light'));
    stage.show(<Page />);
    const told = (change: Parameters<typeof preferencesOf>[0]): void => act(() => stage.server.tell('preferences_updated', { preferences: preferencesOf(change) } as never));
    told({ sound: false });
    expect(screen.getByText('Cancel')).toBeTruthy();
    expect(document.documentElement.dataset['scheme']).toBe('light');
    told({ language: 'de', theme: 'dark' });
    await screen.findByText('Abbrechen');
    expect(document.documentElement.dataset['scheme']).toBe('dark');
    act(() => setMode('system'));
    cleanup();
    stage.session.stop();
  });
});
