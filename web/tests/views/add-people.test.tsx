import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { AddPeopleDialog } from '../../src/features/channels/AddPeopleDialog';
import { Notices } from '../../src/features/notice/Notices';
import { channelOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const everyone = ['bob', 'carol', 'dora'].map((name) => personOf(name));

describe('adding people to a channel', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.answers['/users'] = { items: everyone };
    stage.answers['/channels/1/members'] = ({ searchParams }: URL) =>
      searchParams.has('cursor') ? { items: [{ userId: 'bob' }] } : { items: [{ userId: 'alice' }], next: 'more' };
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
    stage.answers['/channels/1/members'] = () =>
      JSON.stringify(stage.said.at(-1)).includes('dora') ? new Response(JSON.stringify({ code: 'forbidden', detail: 'Not this one.' }), { status: 403 }) : {};
    stage.answers['/channels/1'] = channelOf({ memberCount: 3 });
    await userEvent.click(screen.getByRole('button', { name: 'Add people' }));
    expect((await screen.findByRole('alert')).textContent).toBe('Carol was added. Dora was not added. Not this one.');
    expect(screen.getAllByRole('button', { name: /Remove/ }).map((chip) => chip.textContent)).toEqual(['Dora']);
    await waitFor(() => expect(stage.session.store.state.channels[1]?.memberCount).toBe(3));
    stage.answers['/channels/1/members'] = {};
    await userEvent.click(screen.getByRole('button', { name: 'Add people' }));
    await screen.findByText('Dora was added.');
  });
});
