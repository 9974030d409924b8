import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { BrowseDialog } from '../../src/features/channels/BrowseDialog';
import { CreateChannelDialog } from '../../src/features/channels/CreateChannelDialog';
import { refused } from '../fakes/contract';
import { channelOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('channels', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
  });

  afterEach(() => {
    cleanup();
    window.history.replaceState(null, '', '/');
    stage.session.stop();
  });

  it('are listed as people count, and open with a click anywhere on their row', async () => {
    const names = ['site-183', 'site-18', 'Site-2'];
    stage.answers['/channels?'] = { items: names.map((name, index) => channelOf({ id: 10 + index, name, role: null })) };
    stage.show(<BrowseDialog />);
    await waitFor(() => expect(screen.getAllByRole('listitem').map((row) => row.querySelector('button')?.textContent)).toEqual(['Site-2', 'site-18', 'site-183']));
    await userEvent.click(screen.getByText('site-183'));
    expect(window.location.pathname).toBe('/chat/c/10');
  });

  it('can be listed by size or age, and without those that one is in', async () => {
    const sites = [
      channelOf({ id: 10, name: 'site-1', role: null, memberCount: 2, createdAt: 30 }),
      channelOf({ id: 11, name: 'site-2', role: 'member', memberCount: 9, createdAt: 10 }),
      channelOf({ id: 12, name: 'site-3', role: null, memberCount: 5, createdAt: 20 }),
    ];
    // The last one is on a page of its own.
    stage.answers['/channels?'] = (url: URL) => (url.searchParams.has('cursor') ? { items: sites.slice(2) } : { items: sites.slice(0, 2), next: 'more' });
    stage.show(<BrowseDialog />);
    const names = (): (string | null | undefined)[] => screen.getAllByRole('listitem').map((row) => row.querySelector('button')?.textContent);
    await waitFor(() => expect(names()).toEqual(['site-1', 'site-2', 'site-3']));
    expect(screen.getAllByRole('button', { name: /^Join channel/ })).toHaveLength(2);
    expect(screen.getByText('Joined').closest('li')?.textContent).toContain('site-2');
    await userEvent.selectOptions(screen.getByLabelText('Sort by'), 'Most members');
    await waitFor(() => expect(names()).toEqual(['site-2', 'site-3', 'site-1']));
    await userEvent.selectOptions(screen.getByLabelText('Sort by'), 'Newest');
    await waitFor(() => expect(names()).toEqual(['site-1', 'site-3', 'site-2']));
    await userEvent.click(screen.getByLabelText('Not joined'));
    await waitFor(() => expect(names()).toEqual(['site-1', 'site-3']));
  });

  it('are said to be more than can be listed, and are found by their names', async () => {
    let asked = 0;
    stage.answers['/channels?'] = (url: URL) => {
      if (url.searchParams.get('q') === 'site-9') return { items: [channelOf({ id: 9999, name: 'site-9999', role: null })] };
      asked += 1;
      return { items: Array.from({ length: 200 }, (_, index) => channelOf({ id: asked * 200 + index, name: `site-${asked * 200 + index}`, role: null })), next: 'more' };
    };
    stage.show(<BrowseDialog />);
    await screen.findByText('Only the first 2,000 channels are listed. Search to find others.');
    expect(asked).toBe(10);
    await userEvent.type(screen.getByRole('searchbox'), 'site-9');
    await screen.findByText('site-9999');
    expect(screen.queryByText(/^Only the first/)).toBeNull();
  });

  it('are asked for again after the list could not be loaded', async () => {
    let away = true;
    stage.answers['/channels?'] = () => {
      if (away) throw new TypeError('no answer');
      return { items: [channelOf({ id: 10, name: 'site-2', role: null })] };
    };
    stage.show(<BrowseDialog />);
    await screen.findByRole('alert');
    away = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('site-2');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('are created with a name, which is typed first; what is wrong with it is said at its field', async () => {
    stage.show(<CreateChannelDialog />);
    const field = screen.getByRole('textbox', { name: 'Name' });
    expect(document.activeElement).toBe(field);
    await userEvent.keyboard(' # ');
    await userEvent.click(screen.getByRole('button', { name: 'Create' }));
    await screen.findByText('Enter a name.');
    expect(stage.said).toEqual([]);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    stage.answers['/channels'] = () => refused(400, 'invalid', 'name must not contain #');
    await userEvent.type(field, 'a#b');
    await userEvent.click(screen.getByRole('button', { name: 'Create' }));
    const problem = await screen.findByText('The name must not contain #.');
    expect(field.getAttribute('aria-describedby')).toBe(problem.id);
  });

  const teams = [{ id: 'DESK', name: 'Service desk' }, { id: 'NET', name: 'Network team' }, { id: 'NET2', name: 'Other network' }];
  const be = (teamId: string | null, permissions: string[] = []): void =>
    act(() => stage.session.store.dispatch({ type: 'event_received', at: 0, event: { name: 'account_updated', data: { user: personOf('alice', { teamId }), permissions } } }));

  it('can be a team’s own: one’s own, or any for who manages channels', async () => {
    stage.answer('GET', '/api/chat/teams', { items: teams });
    stage.answer('POST', '/api/chat/channels', channelOf({ id: 5 }));
    be('NET');
    stage.show(<CreateChannelDialog />);
    const field = await screen.findByRole('combobox', { name: 'Team (optional)' });
    expect([...field.querySelectorAll('option')].map(({ text }) => text)).toEqual(['No team', 'Network team']);
    await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'network');
    await userEvent.selectOptions(field, 'Network team');
    await userEvent.click(screen.getByRole('button', { name: 'Create' }));
    await waitFor(() => expect(stage.said.at(-1)).toEqual({ name: 'network', type: 'public', description: '', teamId: 'NET' }));
    await waitFor(() => expect(window.location.pathname).toBe('/chat/c/5'));
    cleanup();
    be(null, ['chat.manage_channels']);
    stage.show(<CreateChannelDialog />);
    const all = await screen.findByRole('combobox', { name: 'Team (optional)' });
    expect(all.querySelectorAll('option')).toHaveLength(4);
    await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'for all');
    await userEvent.click(screen.getByRole('button', { name: 'Create' }));
    await waitFor(() => expect(stage.said.at(-1)).toEqual({ name: 'for all', type: 'public', description: '' }));
  });

  it('are made without a team by who has none, or where teams cannot be loaded', async () => {
    stage.answers['GET /api/chat/teams'] = () => {
      throw new TypeError('no answer');
    };
    be(null);
    stage.show(<CreateChannelDialog />);
    expect(stage.asked.filter((url) => url.includes('/teams'))).toEqual([]);
    be('NET');
    await waitFor(() => expect(stage.asked.some((url) => url.includes('/teams'))).toBe(true));
    expect(screen.queryByRole('combobox', { name: 'Team (optional)' })).toBeNull();
  });
});
