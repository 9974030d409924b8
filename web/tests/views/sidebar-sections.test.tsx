// Sections of one's own in the sidebar.

import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { EditSectionDialog, MoveToSectionDialog } from '../../src/features/sidebar/SectionDialogs';
import { ChannelSidebar } from '../../src/features/sidebar/ChannelSidebar';
import { changeOwnSections, ownSections, sidebarChoices } from '../../src/shared/hooks/sidebar';
import { channelOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
  for (const [id, name] of [[2, 'apple'], [3, 'zebra'], [4, 'mango']] as const) {
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id, name }) });
  }
  changeOwnSections('alice', () => []);
});

afterEach(() => {
  cleanup();
  stage.session.stop();
});

/** Section → what it lists. */
function shown(): Record<string, (string | null)[]> {
  const sections = screen.getAllByRole('heading', { level: 2 }).map((title) => [title.textContent, title.closest('section')] as const);
  return Object.fromEntries(sections.map(([title, section]) => [title, section === null ? [] : within(section).queryAllByRole('link').map((row) => row.textContent)]));
}

const own = () => ownSections(sidebarChoices.get(), 'alice').map(({ title, channels }) => [title, channels]);

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
  expect(screen.getByText(/move it to a section of your own/)).toBeTruthy();
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

it('are renamed and deleted, and what was in them is listed as before', async () => {
  changeOwnSections('alice', () => [{ id: 'a', title: 'Urgent', channels: [3] }]);
  stage.show(<EditSectionDialog sectionId="a" />);
  const name = screen.getByRole('textbox', { name: 'Section name' });
  await userEvent.clear(name);
  await userEvent.type(name, 'Today{Enter}');
  expect(own()).toEqual([['Today', [3]]]);
  await userEvent.click(screen.getByRole('button', { name: 'Delete section' }));
  expect(own()).toEqual([]);
});
