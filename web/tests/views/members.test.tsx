import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useEffect, useState } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Dialogs } from '../../src/app/Dialogs';
import { MembersPane } from '../../src/features/channels/MembersPane';
import { useView } from '../../src/shared/hooks/view/view';
import { channelOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const memberOf = (userId: string, role = 'member') => ({ userId, displayName: personOf(userId).displayName, role, joinedAt: 0, canPost: true });

/** The dialog that the pane has opened, if it has. */
function Opened() {
  const dialog = useView((view) => view.dialog);
  return dialog === null ? null : <Dialogs dialog={dialog} />;
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

  it('are asked after in a channel that is too large for the server to say who is there', async () => {
    stage.answers['/presence'] = ({ searchParams }: URL) =>
      searchParams.get('cursor') === null
        ? { items: [{ user: 'bob', status: 'busy', statusMessage: '', lastActive: 1 }], next: 'bob' }
        : { items: [{ user: 'carol', status: 'online', statusMessage: '', lastActive: 1 }], next: 'dave' };
    show({ memberCount: 501 });
    await screen.findByRole('img', { name: 'Busy' });
    expect(screen.getByRole('img', { name: 'Online' })).toBeTruthy();
    // No further than the members that are shown.
    expect(stage.asked.filter((path) => path.includes('/presence'))).toHaveLength(2);
    // They are not kept: nobody says when they change.
    expect(stage.session.store.state.presence).toEqual({});
  });

  it('are not asked after where the server says who is there by itself', async () => {
    show({ memberCount: 500 });
    await screen.findByText('Carol');
    expect(stage.asked.some((path) => path.includes('/presence'))).toBe(false);
  });

  it('may be removed by those above them only', async () => {
    show({ role: 'admin' });
    expect(await entries('Bob')).toEqual(['Send a direct message', 'Remove from channel']);
    await userEvent.keyboard('{Escape}');
    expect(await entries('Carol')).toEqual(['Send a direct message']);
  });

  it('are given roles by owners', async () => {
    const list = stage.answers['/members'];
    delete stage.answers['/members'];
    stage.answers['GET /api/chat/channels/1/members'] = list;
    stage.answers['PUT /api/chat/channels/1/members/'] = channelOf({ role: 'owner' });
    show({ role: 'owner' });
    const given = async (entry: string): Promise<unknown> => {
      const before = stage.said.length;
      await entries('Bob');
      await userEvent.click(screen.getByRole('menuitem', { name: entry }));
      await waitFor(() => expect(stage.said.length).toBe(before + 1));
      return stage.said.at(-1);
    };
    expect(await given('Make admin')).toEqual({ role: 'admin' });
    expect(await given('Make owner')).toEqual({ role: 'owner' });
    expect(await entries('Carol')).toContain('Make member');
    await userEvent.click(screen.getByRole('menuitem', { name: 'Make member' }));
    await waitFor(() => expect(stage.said.at(-1)).toEqual({ role: 'member' }));
  });

  it('are handed the channel by its owner, who is asked before', async () => {
    stage.answer('POST', '/api/chat/channels/1/owner', channelOf({ role: 'admin' }));
    show({ role: 'owner' });
    await entries('Bob');
    await userEvent.click(screen.getByRole('menuitem', { name: 'Hand over ownership' }));
    await screen.findByText('Hand over #general to Bob?');
    expect(stage.said).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Hand over ownership' }));
    await waitFor(() => expect(stage.said).toEqual([{ userId: 'bob' }]));
    await waitFor(() => expect(stage.session.store.state.channels[1]?.role).toBe('admin'));
  });

  it('are asked for once at first, and anew when a role changes or somebody comes, as far as they are shown', async () => {
    const pages: Record<string, unknown[]> = { '': [memberOf('alice')], next: [memberOf('bob')] };
    stage.answers['/members'] = ({ searchParams }: URL) => {
      const cursor = searchParams.get('cursor') ?? '';
      return { items: pages[cursor], next: cursor === '' ? 'next' : null };
    };
    show({});
    await screen.findByText('@alice');
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await screen.findByText('@bob');
    expect(stage.asked.filter((path) => path.includes('/members'))).toHaveLength(2);

    const joined = { channelId: 1, by: 'alice', channel: { id: 1, name: 'general', type: 'public' as const } };
    pages['next'] = [memberOf('bob', 'admin')];
    stage.server.publish('user_joined', { ...joined, seq: 1, user: 'bob', role: 'admin', memberCount: 2 });
    await screen.findByText('@bob · Admin');
    pages['next']?.push(memberOf('carol'));
    stage.server.publish('user_joined', { ...joined, seq: 2, user: 'carol', role: 'member', memberCount: 3 });
    await screen.findByText('@carol');
    expect(screen.getByText('@bob · Admin')).toBeTruthy();
    pages['next']?.pop();
    stage.server.publish('user_left', { ...joined, seq: 3, user: 'carol', memberCount: 2 });
    await waitFor(() => expect(screen.queryByText('@carol')).toBeNull());
  });

  it('are asked for again where a group has become a channel, which has an owner', async () => {
    stage.answers['/members'] = { items: [memberOf('alice'), memberOf('bob'), memberOf('carol')] };
    let convert: () => void = () => undefined;
    function Converted() {
      const [channel, setChannel] = useState(channelOf({ type: 'direct', group: true, role: null }));
      useEffect(() => {
        convert = () => setChannel(channelOf({ type: 'private', role: 'owner' }));
      }, []);
      return <MembersPane channel={channel} />;
    }
    stage.show(<Converted />);
    await screen.findByText('@alice');
    stage.answers['/members'] = { items: [memberOf('alice', 'owner'), memberOf('bob'), memberOf('carol')] };
    act(convert);
    await screen.findByText('@alice · Owner');
  });

  it('are asked for again after a line that was lost', async () => {
    show({});
    await screen.findByText('@carol · Admin');
    stage.answers['/members'] = { items: [memberOf('dora')] };
    stage.server.drop();
    await waitFor(() => expect(stage.session.store.state.phase.name).not.toBe('online'));
    stage.session.retryNow();
    await screen.findByText('@dora');
  });

  it('of a conversation of two are offered nothing: they are talking', async () => {
    stage.answers['/members'] = { items: [memberOf('alice'), memberOf('bob')] };
    show({ type: 'direct', members: ['alice', 'bob'] });
    await screen.findByText('@bob');
    expect(screen.queryByRole('button', { name: /Actions for/ })).toBeNull();
  });

  it('of a group stay the same, and a wider one begins with them', async () => {
    show({ type: 'direct', group: true, members: ['alice', 'bob', 'carol'] });
    expect(screen.getByText(/can’t add people/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Add people|Leave/ })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'New conversation' }));
    await screen.findByRole('button', { name: 'Remove Bob' });
    expect(screen.getByRole('button', { name: 'Remove Carol' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Remove Alice' })).toBeNull();
  });
});
