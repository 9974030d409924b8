// Sections of one's own in the sidebar.

import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { Dialogs } from '../../src/app/Dialogs';
import frame from '../../src/shared/ui/DialogFrame.module.css';
import { useView } from '../../src/shared/hooks/view/view';
import { Notices } from '../../src/features/notice/Notices';
import { EditSectionDialog, MoveToSectionDialog } from '../../src/features/sidebar/SectionDialogs';
import { ChannelSidebar } from '../../src/features/sidebar/ChannelSidebar';
import { changeOwnSections, changeSidebar, ownSections, sidebarChoices } from '../../src/shared/hooks/sidebar';
import { channelOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
  for (const [id, name] of [[2, 'apple'], [3, 'zebra'], [4, 'mango']] as const) {
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id, name }) });
  }
  changeSidebar({ orders: {}, arranged: {} });
  changeOwnSections('alice', () => []);
});

afterEach(() => {
  cleanup();
  stage.session.stop();
});

function Sidebar() {
  const dialog = useView((view) => view.dialog);
  return (
    <>
      <ChannelSidebar />
      {dialog !== null && <Dialogs dialog={dialog} />}
    </>
  );
}

/** Section → what it lists. */
function shown(): Record<string, (string | null)[]> {
  const sections = screen.getAllByRole('heading', { level: 2 }).map((title) => [title.textContent, title.closest('section')] as const);
  return Object.fromEntries(sections.map(([title, section]) => [title, section === null ? [] : within(section).queryAllByRole('link').map((row) => row.textContent)]));
}

const own = () => ownSections(sidebarChoices.get(), 'alice').map(({ title, channels }) => [title, channels]);

it('open a row’s menu for a finger that is held on it, and no conversation when it is lifted', async () => {
  stage.show(<Sidebar />);
  // What arranges is fetched once the page is there.
  await screen.findByRole('status');
  const row = screen.getByRole('link', { name: /zebra/ });
  const touches = [{ clientX: 10, clientY: 10 }];
  fireEvent.touchStart(row, { touches });
  await screen.findByRole('menuitem', { name: 'Pin to the top' });
  // Where its end is prevented, no click follows.
  expect(fireEvent.touchEnd(row, { touches: [] })).toBe(false);
  await userEvent.keyboard('{Escape}');
  fireEvent.touchStart(row, { touches });
  expect(fireEvent.touchEnd(row, { touches: [] })).toBe(true);
});

it('leave no untrue words where all conversations are in them', () => {
  changeOwnSections('alice', () => [{ id: 'a', title: 'Daily', channels: [1, 2, 3, 4] }]);
  stage.show(<ChannelSidebar />);
  expect(shown()['Channels']).toEqual([]);
  expect(screen.queryByText('You’re not in any channels yet.')).toBeNull();
});

it('are made from a conversation’s menu, and take it out of the others', async () => {
  stage.show(
    <>
      <ChannelSidebar />
      <MoveToSectionDialog channelId={3} />
    </>,
  );
  await userEvent.click(screen.getByRole('button', { name: 'Move' }));
  expect(await screen.findByText('Enter a name.')).toBeTruthy();
  await userEvent.type(screen.getByRole('textbox', { name: 'Section name' }), ' Urgent {Enter}');
  expect(own()).toEqual([['Urgent', [3]]]);
  cleanup();
  stage.show(<ChannelSidebar />);
  expect(shown()).toMatchObject({ Urgent: ['zebra'], Channels: ['apple', 'general', 'mango'] });
});

it('take the focus along with a row that moves to another, and keep it when one goes', () => {
  stage.show(<ChannelSidebar />);
  const focus = (name: string): void => act(() => screen.getByRole('link', { name }).focus());
  focus('zebra');
  act(() => stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 3, name: 'zebra', pinned: true }) }));
  expect(shown()).toMatchObject({ Pinned: ['zebra'] });
  expect(document.activeElement?.textContent).toBe('zebra');
  act(() => stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 3, name: 'zebra', hidden: true }) }));
  expect(screen.queryByRole('link', { name: 'zebra' })).toBeNull();
  expect(document.activeElement?.textContent).toBe('general');
});

it('are of their user alone', () => {
  changeOwnSections('bob', () => [{ id: 'x', title: 'Bob’s', channels: [3] }]);
  stage.show(<ChannelSidebar />);
  expect(shown()).toMatchObject({ Channels: ['apple', 'general', 'mango', 'zebra'] });
  expect(Object.keys(shown())).not.toContain('Bob’s');
});

it('are arranged by keyboard, which keeps the focus and says where it went', async () => {
  changeOwnSections('alice', () => [
    { id: 'a', title: 'Urgent', channels: [3, 2] },
    { id: 'b', title: 'Later', channels: [4] },
  ]);
  stage.show(<ChannelSidebar />);
  await waitFor(() => expect(document.querySelector('[data-section] ~ p, [role=status]')).not.toBeNull());
  const row = (name: string): HTMLElement => screen.getByRole('link', { name });
  act(() => row('zebra').focus());
  const down = (): Promise<unknown> => userEvent.keyboard('{Control>}{Shift>}{ArrowDown}{/Shift}{/Control}');
  await down();
  expect(shown()).toMatchObject({ Urgent: ['apple', 'zebra'], Later: ['mango'] });
  expect(document.activeElement).toBe(row('zebra'));
  expect(screen.getByText('zebra: 2 of 2 in Urgent')).toBeTruthy();
  await down();
  expect(shown()).toMatchObject({ Urgent: ['apple'], Later: ['zebra', 'mango'] });
  act(() => row('general').focus());
  await down();
  expect(screen.getByText('general: 1 of 1 in Channels')).toBeTruthy();
  act(() => screen.getByRole('button', { name: 'Urgent' }).focus());
  await down();
  expect(Object.keys(shown())).toEqual(['Later', 'Urgent', 'Channels', 'Direct messages']);
});

it('take what is dragged into them, and give it back', async () => {
  changeOwnSections('alice', () => [{ id: 'a', title: 'Urgent', channels: [3] }]);
  stage.show(<ChannelSidebar />);
  await waitFor(() => expect(document.querySelector('[role=status]')).not.toBeNull());
  const drag = (name: string, onto: HTMLElement): void => {
    const carried = new Map<string, string>();
    const dataTransfer = { setData: (type: string, text: string) => carried.set(type, text), getData: (type: string) => carried.get(type) ?? '', get types() { return [...carried.keys()]; } };
    fireEvent.dragStart(screen.getByRole('link', { name }), { dataTransfer });
    fireEvent.dragOver(onto, { dataTransfer, clientY: 1 });
    expect(document.querySelectorAll('[data-drop]')).toHaveLength(1);
    fireEvent.drop(onto, { dataTransfer, clientY: 1 });
    expect(document.querySelectorAll('[data-drop]')).toHaveLength(0);
  };
  drag('apple', screen.getByRole('button', { name: 'Urgent' }));
  expect(own()).toEqual([['Urgent', [2, 3]]]);
  drag('mango', screen.getByRole('link', { name: 'zebra' }));
  expect(own()).toEqual([['Urgent', [2, 3, 4]]]);
  drag('zebra', screen.getByRole('link', { name: 'general' }));
  expect(own()).toEqual([['Urgent', [2, 4]]]);
});

const sortBy = async (section: string, order: string): Promise<void> => {
  await userEvent.click(screen.getByRole('button', { name: `Sort ${section}` }));
  await userEvent.click(await screen.findByRole('menuitemradio', { name: order }));
};

it('are sorted as their user chooses, each by itself', async () => {
  for (const [id, name, lastMessageAt, unreadCount] of [[2, 'apple', 20, 0], [3, 'zebra', 30, 0], [4, 'mango', 10, 2]] as const) {
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id, name, lastMessageAt, unreadCount, createdAt: 1 }) });
  }
  stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 1, name: 'general', lastMessageAt: 5, unreadCount: 0, createdAt: 1 }) });
  changeOwnSections('alice', () => [{ id: 'a', title: 'Urgent', channels: [3, 2] }]);
  stage.show(<Sidebar />);
  await sortBy('Urgent', 'Alphabetical');
  expect(shown()).toMatchObject({ Urgent: ['apple', 'zebra'], Channels: ['general', 'mango2 unread'] });
  await sortBy('Urgent', 'Recent activity');
  expect(shown()).toMatchObject({ Urgent: ['zebra', 'apple'] });
  await sortBy('Urgent', 'Manual');
  expect(shown()).toMatchObject({ Urgent: ['zebra', 'apple'] });
  changeOwnSections('alice', () => []);
  await sortBy('Channels', 'Unread first');
  expect(shown()).toMatchObject({ Channels: [expect.stringMatching(/^mango/), 'apple', 'general', 'zebra'] });
  await userEvent.click(screen.getByRole('button', { name: 'Sort Channels' }));
  expect((await screen.findByRole('menuitemradio', { name: 'Unread first' })).getAttribute('aria-checked')).toBe('true');
});

it('keep the order in which a row is put, in any section, from then on', async () => {
  stage.show(<Sidebar />);
  await waitFor(() => expect(document.querySelector('[data-section] ~ p, [role=status]')).not.toBeNull());
  act(() => screen.getByRole('link', { name: 'apple' }).focus());
  await userEvent.keyboard('{Control>}{Shift>}{ArrowDown}{/Shift}{/Control}');
  expect(shown()).toMatchObject({ Channels: ['general', 'apple', 'mango', 'zebra'] });
  expect(screen.getByText('apple: 2 of 4 in Channels')).toBeTruthy();
  const dataTransfer = { setData: () => undefined, getData: () => '3', types: ['application/x-orvale-conversation'] };
  fireEvent.dragStart(screen.getByRole('link', { name: 'zebra' }), { dataTransfer });
  fireEvent.drop(screen.getByRole('link', { name: 'general' }), { dataTransfer });
  expect(shown()).toMatchObject({ Channels: ['general', 'zebra', 'apple', 'mango'] });
  // One that comes later stands at the end.
  act(() => stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 5, name: 'beta' }) }));
  expect(shown()).toMatchObject({ Channels: ['general', 'zebra', 'apple', 'mango', 'beta'] });
  await sortBy('Channels', 'Alphabetical');
  expect(shown()).toMatchObject({ Channels: ['apple', 'beta', 'general', 'mango', 'zebra'] });
});

it('are renamed and deleted, and what was in them is listed as before', async () => {
  changeOwnSections('alice', () => [{ id: 'a', title: 'Urgent', channels: [3] }]);
  stage.show(
    <>
      <EditSectionDialog sectionId="a" />
      <Notices />
    </>,
  );
  const name = screen.getByRole('textbox', { name: 'Section name' });
  await userEvent.clear(name);
  await userEvent.type(name, 'Today{Enter}');
  expect(own()).toEqual([['Today', [3]]]);
  // Deleting stands apart from Save, with what it does.
  const remove = screen.getByRole<HTMLButtonElement>('button', { name: 'Delete section' });
  const zone = remove.closest(`.${frame.dangerZone}`);
  expect([zone?.querySelector('p')?.textContent, zone?.querySelectorAll('button').length, remove.type]).toEqual(['Its conversations go back under Channels and Direct messages.', 1, 'button']);
  await userEvent.click(remove);
  expect(own()).toEqual([]);
  await userEvent.click(await screen.findByRole('button', { name: 'Undo', hidden: true }));
  expect(own()).toEqual([['Today', [3]]]);
});
