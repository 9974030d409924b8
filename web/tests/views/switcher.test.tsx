import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Switcher } from '../../src/features/switcher/Switcher';
import { useNavigate } from '../../src/shared/hooks/view/view';
import { channelOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('the switcher', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.session.store.dispatch({ type: 'people_learned', people: ['benedict', 'bertram'].map((name) => personOf(name)) });
    stage.answer('POST', '/api/chat/direct', channelOf({ id: 5, type: 'direct', members: ['alice', 'bertram'] }));
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  it('stays on what was gone to when more is found meanwhile', async () => {
    stage.show(<Switcher />);
    const field = screen.getByRole('combobox');
    const active = (): string | null | undefined => document.getElementById(field.getAttribute('aria-activedescendant') ?? '')?.textContent;
    await userEvent.type(field, 'b');
    await userEvent.keyboard('{ArrowDown}');
    const chosen = active();
    expect(chosen).toContain('@be');
    act(() => stage.session.store.dispatch({ type: 'people_learned', people: ['bo', 'bea'].map((name) => personOf(name)) }));
    expect(screen.getAllByRole('option')[0]?.textContent).toContain('@bo');
    expect(active()).toBe(chosen);
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(stage.said).toEqual([{ userIds: [chosen?.split('@')[1]] }]));
  });

  it('offers what was visited last before others that are called so as well', async () => {
    for (const [id, name] of [[6, 'printers'], [7, 'printing']] as const) {
      stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id, name, lastMessageAt: 10 - id }) });
    }
    function Visits() {
      const navigate = useNavigate();
      return [6, 7].map((channelId) => (
        <button key={channelId} type="button" onClick={() => navigate({ channelId, seq: null })}>
          {`visit ${channelId}`}
        </button>
      ));
    }
    stage.show(
      <>
        <Visits />
        <Switcher />
      </>,
    );
    const titles = (): (string | null | undefined)[] => screen.getAllByRole('option').map((option) => option.querySelector('[class*=title]')?.textContent).slice(0, 2);
    const visit = (id: number): void => void fireEvent.click(screen.getByRole('button', { name: `visit ${id}`, hidden: true }));
    await userEvent.type(screen.getByRole('combobox'), 'print');
    expect(titles()).toEqual(['printers', 'printing']);
    visit(7);
    await waitFor(() => expect(titles()).toEqual(['printing', 'printers']));
    visit(6);
    await waitFor(() => expect(titles()).toEqual(['printers', 'printing']));
  });

  it('offers whoever may start no conversation only those that are there, which open', async () => {
    act(() => stage.session.store.dispatch({ type: 'event_received', at: 0, event: { name: 'account_updated', data: { user: personOf('alice'), permissions: [] } } }));
    act(() => stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 5, type: 'direct', name: '', members: ['alice', 'bertram'] }) }));
    stage.show(<Switcher />);
    await userEvent.type(screen.getByRole('combobox'), 'be');
    expect(screen.getAllByRole('option').map(({ textContent }) => textContent).filter((text) => /benedict/i.test(text ?? ''))).toEqual([]);
    screen.getByRole('option', { name: /bertram/i });
    await expect(stage.session.openDirect(['bertram'])).resolves.toMatchObject({ id: 5 });
    expect(stage.said).toEqual([]);
  });

  it('finds the notes of the user by their own names, before and after they are begun', async () => {
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('alice')] });
    stage.show(<Switcher />);
    const field = screen.getByRole('combobox');
    const found = (): (string | null)[] => screen.queryAllByRole('option').map((option) => option.querySelector('[class*=title]')?.textContent ?? null);
    const offered = async (query: string): Promise<(string | null)[]> => {
      await userEvent.clear(field);
      await userEvent.type(field, query);
      return found().slice(0, -1);
    };
    expect(await offered('alic')).toEqual(['Notes (you)']);
    expect(await offered('notes')).toEqual(['Notes (you)']);
    act(() => stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 9, type: 'direct', group: false, name: '', members: ['alice'], memberCount: 1 }) }));
    await waitFor(() => expect(found()).toContain('Notes (you)'));
    expect(await offered('alic')).toHaveLength(1);
    expect(await offered('notes')).toHaveLength(1);
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(window.location.pathname).toBe('/chat/c/9'));
    expect(stage.said).toEqual([]);
  });
});
