import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { Dialogs } from '../../src/app/Dialogs';
import { ChannelSidebar } from '../../src/features/sidebar/ChannelSidebar';
import { Notices } from '../../src/features/notice/Notices';
import { useView } from '../../src/shared/hooks/view/view';
import { channelOf, messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

let stage: Stage;
let seq = 100;

beforeEach(async () => {
  stage = await setStage();
  for (const [id, name] of [[2, 'network'], [3, 'printers']] as const) {
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id, name, seq: 4 }) });
  }
  stage.show(
    <>
      <ChannelSidebar />
      <Open />
      <Notices />
    </>,
  );
});

afterEach(() => {
  cleanup();
  stage.session.stop();
});

function Open() {
  const dialog = useView((view) => view.dialog);
  return dialog === null ? null : <Dialogs dialog={dialog} />;
}

/** As the server tells every device of it. */
function preferred(channelId: number, change: { muted?: boolean; mutedUntil?: number; pinned?: boolean; hidden?: boolean; channelSeq?: number }): void {
  seq += 1;
  const data = { stream: 'user' as const, seq, channelId, muted: false, mutedUntil: null, pinned: false, hidden: false, notify: 'mentions' as const, channelSeq: 4, ...change };
  act(() => stage.session.store.dispatch({ type: 'event_received', event: { name: 'preferences_updated', data }, at: 0 }));
}

function received(channelId: number, at: number): void {
  const event = {
    name: 'message_received' as const,
    data: {
      stream: 'channel' as const,
      channelId,
      seq: at,
      message: messageOf({ id: at, seq: at, channelId }),
      channel: { id: channelId, name: 'printers', type: 'public' as const },
    },
  };
  act(() => stage.session.store.dispatch({ type: 'event_received', event, at: 0 }));
}

const row = (name: string): HTMLElement | null => screen.queryByRole('link', { name: new RegExp(`^${name}`) });

it('opens on a row by the second button of the mouse, and by the menu key', async () => {
  fireEvent.contextMenu(await screen.findByRole('link', { name: 'network' }));
  const menu = await screen.findByRole('menu', { name: 'Conversation options' });
  const items = within(menu).getAllByRole('menuitem').map((item) => item.textContent);
  expect(items).toEqual(['Mark everything as read…', 'Pin to the top', 'Mute…', 'Hide until the next message', 'Notifications…', 'Move to section…', 'Channel settings', 'Leave channel']);
});

it('has the same order for the open conversation, with what can be opened beside it below', async () => {
  const link = await screen.findByRole('link', { name: 'network' });
  await userEvent.click(link);
  fireEvent.contextMenu(link);
  const menu = await screen.findByRole('menu', { name: 'Conversation options' });
  const items = within(menu).getAllByRole('menuitem').map((item) => item.textContent);
  expect(items.slice(0, 6)).toEqual(['Mark everything as read…', 'Pin to the top', 'Mute…', 'Hide until the next message', 'Notifications…', 'Move to section…']);
  expect(items.slice(6, -2)).toEqual(expect.arrayContaining(['Files', 'Pinned messages']));
  expect(items.slice(-2)).toEqual(['Channel settings', 'Leave channel']);
});

it('lets a group be left, after a question, and not a conversation of two', async () => {
  const direct = { type: 'direct' as const, name: '', seq: 4 };
  act(() => {
    for (const person of [personOf('bob'), personOf('eve')]) stage.session.store.dispatch({ type: 'people_learned', people: [person] });
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ ...direct, id: 4, members: ['alice', 'bob'] }) });
    stage.session.store.dispatch({
      type: 'channel_learned',
      channel: channelOf({ ...direct, id: 5, group: true, memberCount: 3, members: ['alice', 'bob', 'eve'] }),
    });
  });
  fireEvent.contextMenu(await screen.findByRole('link', { name: /Bob$/ }));
  await screen.findByRole('menuitem', { name: 'Mute…' });
  expect(screen.queryByRole('menuitem', { name: /Leave/ })).toBeNull();
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());

  const left: number[] = [];
  stage.session.leave = async (id) => void left.push(id);
  fireEvent.contextMenu(screen.getByRole('link', { name: 'Bob, Eve' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Leave group' }));
  const question = await screen.findByRole('dialog', { name: 'Leave this group?' });
  expect(within(question).getByText('Bob, Eve')).toBeTruthy();
  expect(left).toEqual([]);
  await userEvent.click(within(question).getByRole('button', { name: 'Leave group' }));
  expect(await screen.findByText('You left the group.')).toBeTruthy();
  expect(left).toEqual([5]);
});

it('asks the server, which tells every device', async () => {
  const asked: unknown[] = [];
  stage.session.prefer = async (id, change) => void asked.push([id, change]);
  for (const name of ['Pin to the top', 'Hide until the next message']) {
    fireEvent.contextMenu(await screen.findByRole('link', { name: 'network' }));
    await userEvent.click(await screen.findByRole('menuitem', { name }));
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
  }
  expect(asked).toEqual([[2, { pinned: true }], [2, { hidden: true }]]);
  expect(await screen.findByText('Hidden until the next message.')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(asked.at(-1)).toEqual([2, { hidden: false }]);
  await waitFor(() => expect(screen.queryByText('Hidden until the next message.')).toBeNull());
});

it('is open again after Undo, if it was', async () => {
  stage.session.prefer = async (id, change) => preferred(id, change);
  const hide = async (name: string): Promise<void> => {
    fireEvent.contextMenu(await screen.findByRole('link', { name }));
    await userEvent.click(await screen.findByRole('menuitem', { name: /^Hide/ }));
    await screen.findByText('Hidden until the next message.');
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
  };
  const undo = async (): Promise<void> => {
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(screen.queryByText('Hidden until the next message.')).toBeNull());
  };
  await userEvent.click(await screen.findByRole('link', { name: 'network' }));
  await hide('network');
  expect(window.location.pathname).toBe('/chat');
  await undo();
  expect(window.location.pathname).toBe('/chat/c/2');
  await hide('printers');
  await undo();
  expect(window.location.pathname).toBe('/chat/c/2');
});

it('mutes for an hour, until tomorrow, or until the user turns it back on', async () => {
  const asked: { muted?: boolean; mutedUntil?: number | null }[] = [];
  stage.session.prefer = async (_id, change) => void asked.push(change);
  for (const name of ['For 1 hour', /^Until tomorrow, 9:00/, 'Until I turn it back on']) {
    fireEvent.contextMenu(await screen.findByRole('link', { name: 'network' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Mute…' }));
    const menu = await screen.findByRole('menu', { name: 'Mute…' });
    expect(document.activeElement?.textContent).toBe('For 1 hour');
    await userEvent.click(within(menu).getByRole('menuitem', { name }));
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
  }
  const [hour, tomorrow, always] = asked;
  const inAnHour = (hour?.mutedUntil ?? 0) - Date.now();
  expect(inAnHour).toBeGreaterThan(50 * 60_000);
  expect(inAnHour).toBeLessThanOrEqual(60 * 60_000);
  expect(new Date(tomorrow?.mutedUntil ?? 0).getHours()).toBe(9);
  expect(always).toEqual({ muted: true });
});

it('says until when a conversation is muted, in the sidebar and in its menu', async () => {
  const until = new Date();
  until.setHours(23, 59, 30, 0);
  preferred(2, { muted: true, mutedUntil: until.getTime() });
  const link = await screen.findByRole('link', { name: /^network.*Muted until 11:59 PM/ });
  fireEvent.contextMenu(link);
  expect(await screen.findByRole('menuitem', { name: 'Unmute (muted until 11:59 PM)' })).toBeTruthy();
});

it('pinned conversations stand in a section of their own, above the others', () => {
  expect(screen.queryByRole('heading', { name: /Pinned/ })).toBeNull();
  preferred(3, { pinned: true });
  const names = screen.getAllByRole('link').map((link) => link.textContent);
  expect(screen.getByRole('heading', { name: /Pinned/ })).toBeTruthy();
  expect(names.indexOf('printers')).toBe(0);
});

it('a hidden conversation comes back with its next message, not with those before', () => {
  preferred(3, { hidden: true, channelSeq: 5 });
  expect(row('printers')).toBeNull();
  // It was on its way when the server hid the conversation.
  received(3, 5);
  expect(row('printers')).toBeNull();
  received(3, 6);
  expect(row('printers')).toBeTruthy();
});

it('a muted conversation is not bold, whatever is unread there', () => {
  received(3, 5);
  expect(row('printers')?.hasAttribute('data-unread')).toBe(true);
  preferred(3, { muted: true });
  expect(row('printers')?.hasAttribute('data-unread')).toBe(false);
});
