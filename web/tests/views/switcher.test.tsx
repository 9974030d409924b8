import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Switcher } from '../../src/features/switcher/Switcher';
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
});
