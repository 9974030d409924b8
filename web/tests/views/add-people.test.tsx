import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { AddPeopleDialog } from '../../src/features/channels/AddPeopleDialog';
import { Notices } from '../../src/features/notice/Notices';
import { refused } from '../fakes/contract';
import { channelOf, memberOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const everyone = ['bob', 'carol', 'dora'].map((name) => personOf(name));

describe('adding people to a channel', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.answers['/users'] = { items: everyone };
    stage.answer('GET', '/api/chat/channels/1/members', ({ searchParams }) =>
      searchParams.has('cursor') ? { items: [memberOf('bob')] } : { items: [memberOf('alice')], next: 'more' },
    );
    stage.session.store.dispatch({ type: 'people_learned', people: everyone });
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  const options = (): (string | null)[] => screen.queryAllByRole('option').map((option) => option.textContent);
  const show = (): void => {
    stage.show(
      <>
        <AddPeopleDialog channelId={1} />
        <Notices />
      </>,
    );
  };

  it('offers nobody who is there already, however many are', async () => {
    show();
    await waitFor(() => expect(options()).toHaveLength(2));
    expect(options().join()).not.toContain('@bob');
  });

  it('says who was added and who was not, and keeps the latter chosen', async () => {
    show();
    await userEvent.click(await screen.findByRole('option', { name: /Carol/ }));
    await userEvent.click(await screen.findByRole('option', { name: /Dora/ }));
    // `said` holds what was asked last.
    let refuses = true;
    const added = channelOf({ memberCount: 3 });
    stage.answer('POST', '/api/chat/channels/1/members', () =>
      refuses && JSON.stringify(stage.said.at(-1)).includes('dora') ? (refused(403, 'forbidden', 'Not this one.') as never) : added,
    );
    stage.answer('GET', '/api/chat/channels/1', added);
    await userEvent.click(screen.getByRole('button', { name: 'Add people' }));
    expect((await screen.findByRole('alert')).textContent).toBe('Carol was added. Dora was not added. Not this one.');
    expect(screen.getAllByRole('button', { name: /Remove/ }).map((chip) => chip.textContent)).toEqual(['Dora']);
    await waitFor(() => expect(stage.session.store.state.channels[1]?.memberCount).toBe(3));
    refuses = false;
    await userEvent.click(screen.getByRole('button', { name: 'Add people' }));
    await screen.findByText('Dora was added.');
  });
});
