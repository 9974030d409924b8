import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { BrowseDialog } from '../../src/features/channels/BrowseDialog';
import { CreateChannelDialog } from '../../src/features/channels/CreateChannelDialog';
import { refused } from '../fakes/contract';
import { channelOf } from '../fakes/samples';
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
});
