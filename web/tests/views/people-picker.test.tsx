import { cleanup, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Person } from '../../src/core/protocol/generated';
import { PeoplePicker } from '../../src/shared/ui/PeoplePicker';
import { personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const NOBODY: ReadonlySet<string> = new Set();
const everyone = ['bert', 'bob', 'carol'].map((name) => personOf(name));

function Picking({ onSubmit }: { onSubmit(): void }) {
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  return <PeoplePicker chosen={chosen} without={NOBODY} onChange={setChosen} onSubmit={onSubmit} />;
}

describe('choosing people by keyboard', () => {
  const submit = vi.fn();
  let stage: Stage;

  beforeEach(async () => {
    submit.mockClear();
    stage = await setStage();
    stage.answers['/users'] = ({ searchParams }: URL) => ({
      items: everyone.filter(({ username }) => username.includes(searchParams.get('q') ?? '')),
    });
    stage.session.store.dispatch({ type: 'people_learned', people: everyone });
    stage.show(<Picking onSubmit={submit} />);
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  const field = (): HTMLInputElement => screen.getByRole('combobox');
  const active = (): string | null | undefined =>
    document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.textContent;
  const chips = (): (string | null)[] => screen.queryAllByRole('button').map((chip) => chip.textContent);

  it('leaves keys to an input method, in any order of events', async () => {
    await userEvent.type(field(), 'b');
    // Safari: compositionend came before.
    for (const composing of [{ keyCode: 229 }, { isComposing: true }]) {
      for (const key of ['Enter', 'ArrowDown', 'Escape']) fireEvent.keyDown(field(), { key, ...composing });
    }
    expect(field().value).toBe('b');
    expect(active()).toContain('@bert');
    expect(chips()).toEqual([]);
    expect(submit).not.toHaveBeenCalled();
  });

  it('says of which team somebody is, by its name', async () => {
    stage.answer('GET', '/api/chat/teams', { items: [{ id: 'NET', name: 'Network' }] });
    stage.answers['/users'] = { items: [personOf('dave', { teamId: 'NET' }), personOf('dora', { teamId: 'gone' })] };
    await userEvent.type(field(), 'd');
    await screen.findByText('@dave · Network');
    expect(screen.getByText('@dora · gone')).toBeTruthy();
  });

  it('walks up and down, and picks with Enter', async () => {
    expect(active()).toBeUndefined();
    await userEvent.type(field(), 'b');
    expect(active()).toContain('@bert');
    await userEvent.keyboard('{ArrowDown}');
    expect(active()).toContain('@bob');
    await userEvent.keyboard('{ArrowDown}');
    expect(active()).toContain('@bert');
    await userEvent.keyboard('{ArrowUp}{Enter}');
    expect(chips()).toEqual(['Bob']);
    expect(field().value).toBe('');
    expect(screen.getByRole('option', { name: /Bob/ }).getAttribute('aria-selected')).toBe('true');
  });

  it('never takes somebody out who is looked for again', async () => {
    await userEvent.type(field(), 'bob{Enter}b');
    expect(active()).toContain('@bert');
    await userEvent.type(field(), 'ob{Enter}');
    expect(chips()).toEqual(['Bob']);
    expect(submit).not.toHaveBeenCalled();
  });

  it('takes the last one back with Backspace, and sends with Enter once nothing is typed', async () => {
    await userEvent.type(field(), 'bob{Enter}carol{Enter}');
    expect(chips()).toEqual(['Bob', 'Carol']);
    await userEvent.keyboard('{Backspace}');
    expect(chips()).toEqual(['Bob']);
    expect(submit).not.toHaveBeenCalled();
    await userEvent.keyboard('{Enter}');
    expect(submit).toHaveBeenCalledOnce();
  });

  it('empties the field with Esc before anything around it hears of it', async () => {
    const heard = vi.fn();
    document.addEventListener('keydown', heard);
    await userEvent.type(field(), 'b{Escape}');
    expect(field().value).toBe('');
    await userEvent.keyboard('{Escape}');
    document.removeEventListener('keydown', heard);
    expect(heard.mock.calls.filter(([event]) => (event as KeyboardEvent).key === 'Escape')).toHaveLength(1);
  });
});
