import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import Dialogs from '../../src/app/Dialogs';
import { MembersPane } from '../../src/features/channels/MembersPane';
import { useView } from '../../src/features/view/view';
import { channelOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const memberOf = (userId: string, role = 'member') => ({ userId, displayName: personOf(userId).displayName, role, joinedAt: 0, canPost: true });

/** The dialog that the pane has opened, if it has. */
function Opened() {
  const { dialog } = useView();
  return dialog === null ? null : <Dialogs dialog={dialog} onSignedOut={() => undefined} />;
}

describe('the members', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.answers['/members'] = { items: [memberOf('alice'), memberOf('bob'), memberOf('carol', 'admin')] };
    stage.session.store.dispatch({ type: 'people_learned', people: ['alice', 'bob', 'carol'].map((name) => personOf(name)) });
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  const show = (channel: Parameters<typeof channelOf>[0]): void => {
    stage.show(
      <>
        <MembersPane channel={channelOf(channel)} />
        <Opened />
      </>,
    );
  };
  const entries = async (name: string): Promise<(string | null)[]> => {
    await userEvent.click(await screen.findByRole('button', { name: `Actions for ${name}` }));
    return screen.getAllByRole('menuitem').map((item) => item.textContent);
  };

  it('may be removed by those above them only', async () => {
    show({ role: 'admin' });
    expect(await entries('Bob')).toEqual(['Send a direct message', 'Remove from channel']);
    await userEvent.keyboard('{Escape}');
    expect(await entries('Carol')).toEqual(['Send a direct message']);
  });

  it('of a conversation of two are offered nothing: they are talking', async () => {
    stage.answers['/members'] = { items: [memberOf('alice'), memberOf('bob')] };
    show({ type: 'direct', members: ['alice', 'bob'] });
    await screen.findByText('@bob');
    expect(screen.queryByRole('button', { name: /Actions for/ })).toBeNull();
  });

  it('of a group stay the same, and a wider one begins with them', async () => {
    show({ type: 'direct', members: ['alice', 'bob', 'carol'] });
    expect(screen.getByText(/stay the same/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Add people|Leave/ })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Start one with more people' }));
    expect(screen.getByRole('button', { name: 'Do not choose Bob' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Do not choose Carol' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Do not choose Alice' })).toBeNull();
  });
});
