import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Dialogs } from '../../src/app/Dialogs';
import { TicketsPage } from '../../src/features/tickets/TicketsPage';
import { useView } from '../../src/shared/hooks/view/view';
import { refused } from '../fakes/contract';
import { personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const PATH = '/api/chat/ticket-targets';

/** The list of tickets, and whichever dialog it leads to. */
function Page() {
  const dialog = useView((view) => view.dialog);
  return (
    <>
      <TicketsPage path="tickets" />
      {dialog !== null && <Dialogs dialog={dialog} />}
    </>
  );
}

describe('the target times of tickets', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.answer('GET', '/api/chat/ticket-choices', { mayCreate: true, teams: [{ id: 'ITTS_Network', name: 'IT Network' }], categories: [] });
    stage.answer('GET', PATH, { targets: [{ priority: 'urgent', minutes: 240 }] });
    stage.answer('PUT', PATH, { targets: [] });
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  const administrate = (): void => {
    const { store } = stage.session;
    const state = { ...store.state, me: personOf('alice', { role: 'admin' }) };
    vi.spyOn(store, 'state', 'get').mockReturnValue(state);
  };
  const open = async (): Promise<HTMLElement> => {
    administrate();
    stage.show(<Page />);
    await userEvent.click(await screen.findByRole('button', { name: 'Target times' }));
    const dialog = await screen.findByRole('dialog', { name: 'Target times' });
    await within(dialog).findByRole('textbox', { name: 'Urgent' });
    return dialog;
  };
  const save = (): Promise<void> => userEvent.click(screen.getByRole('button', { name: 'Save' }));

  it('are set by administrators alone', async () => {
    stage.show(<Page />);
    await screen.findByRole('heading', { name: 'Tickets' });
    expect(screen.queryByRole('button', { name: 'Target times' })).toBeNull();
  });

  it('are set for each priority, for all teams or for one', async () => {
    const dialog = await open();
    const field = (name: string): HTMLInputElement => within(dialog).getByRole('textbox', { name });
    expect(field('Urgent').value).toBe('4');
    await userEvent.type(field('High'), '30');
    await userEvent.selectOptions(within(dialog).getByRole('combobox', { name: 'Unit for High' }), 'minutes');
    await userEvent.selectOptions(within(dialog).getByRole('combobox', { name: 'For' }), 'IT Network');
    expect(field('Urgent').value).toBe('');
    expect(field('Urgent').placeholder).toBe('As for all: 4 hours');
    expect(field('Low').placeholder).toBe('No target');
    await userEvent.type(field('Urgent'), '1.5');
    await save();
    const targets = [{ priority: 'urgent', minutes: 240 }, { priority: 'high', minutes: 30 }, { priority: 'urgent', minutes: 90, team: 'ITTS_Network' }];
    await waitFor(() => expect(stage.said).toEqual([{ targets }]));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('count in the working hours that are set, without the days off', async () => {
    const dialog = await open();
    await userEvent.click(within(dialog).getByRole('checkbox', { name: 'Count only working hours' }));
    const tuesday = within(within(dialog).getByRole('group', { name: 'Tuesday' }));
    await userEvent.click(tuesday.getByRole('checkbox'));
    const monday = within(within(dialog).getByRole('group', { name: 'Monday' }));
    fireEvent.change(monday.getByLabelText('To'), { target: { value: '00:00' } });
    await userEvent.selectOptions(within(dialog).getByRole('combobox', { name: 'Time zone' }), 'Europe/Berlin');
    fireEvent.change(within(dialog).getByLabelText('Holidays'), { target: { value: '2026-12-25' } });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add' }));
    within(dialog).getByRole('button', { name: 'Remove Dec 25, 2026' });
    await save();
    const days = [{ day: 1, from: '09:00', to: '24:00' }, ...[3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' }))];
    await waitFor(() => expect(stage.said).toEqual([expect.objectContaining({ hours: { tz: 'Europe/Berlin', days, holidays: ['2026-12-25'] } })]));
  });

  it('are not saved with a mistake in them, which is shown where it is', async () => {
    const dialog = await open();
    await userEvent.selectOptions(within(dialog).getByRole('combobox', { name: 'For' }), 'IT Network');
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Low' }), 'soon');
    await userEvent.selectOptions(within(dialog).getByRole('combobox', { name: /^For/ }), 'All teams');
    await save();
    const low = await within(dialog).findByRole('textbox', { name: 'Low', description: /Enter a number/ });
    expect(document.activeElement).toBe(low);
    expect(stage.said).toEqual([]);
  });

  it('stay in the form when they cannot be saved', async () => {
    stage.answers[`PUT ${PATH}`] = () => refused(503, 'busy');
    const dialog = await open();
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Low' }), '40');
    await save();
    await waitFor(() => expect(stage.said).toHaveLength(1));
    expect(within(dialog).getByRole<HTMLInputElement>('textbox', { name: 'Low' }).value).toBe('40');
  });

  it('say when they could not be loaded', async () => {
    stage.answers[`GET ${PATH}`] = () => refused(503, 'busy');
    administrate();
    stage.show(<Page />);
    await userEvent.click(await screen.findByRole('button', { name: 'Target times' }));
    const dialog = await screen.findByRole('dialog', { name: 'Target times' });
    await within(dialog).findByText(/The server is busy/);
    stage.answer('GET', PATH, { targets: [] });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Try again' }));
    await within(dialog).findByRole('textbox', { name: 'Urgent' });
  });
});
