// The sidebar of somebody with many conversations.

import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ChannelSidebar } from '../../src/features/sidebar/ChannelSidebar';
import type { ChannelView } from '../../src/core/protocol/generated';
import { conversationOrder } from '../../src/shared/hooks/sections';
import { changeSidebar, sidebarChoices } from '../../src/shared/hooks/sidebar';
import { channelOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
  const people = ['bob', 'carol', 'dave'].map((username) => personOf(username));
  stage.session.store.dispatch({ type: 'people_learned', people });
  learn({ id: 2, name: 'zebra', lastMessageAt: 9 }, { id: 3, name: 'apple', lastMessageAt: 5, unreadCount: 2 });
  learn(
    { id: 11, type: 'direct', name: '', members: ['alice', 'carol'], lastMessageAt: 3 },
    { id: 12, type: 'direct', name: '', members: ['alice', 'bob'], lastMessageAt: 8 },
    { id: 13, type: 'direct', name: '', group: true, members: ['alice', 'bob', 'carol'], lastMessageAt: 1 },
  );
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  stage.session.stop();
});

function learn(...changes: Partial<ChannelView>[]): void {
  for (const change of changes) stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf(change) });
}

/** The titles of the conversations, from top to bottom. */
function listed(): (string | null)[] {
  return screen.getAllByRole('link').map((row) => row.querySelector('[class*=title]')?.textContent ?? null);
}

const heading = (name: RegExp | string): HTMLElement => screen.getByRole('button', { name });

describe('sections', () => {
  it('fold but for what is unread or open, and stay so after a reload', async () => {
    stage.show(<ChannelSidebar />);
    expect(listed()).toEqual(['apple', 'general', 'zebra', 'Bob', 'Carol', 'Bob, Carol']);
    await userEvent.click(heading('Channels'));
    expect(heading('Channels').getAttribute('aria-expanded')).toBe('false');
    // `general` is open.
    expect(listed()).toEqual(['apple', 'general', 'Bob', 'Carol', 'Bob, Carol']);
    cleanup();
    stage.show(<ChannelSidebar />);
    expect(listed()).toEqual(['apple', 'general', 'Bob', 'Carol', 'Bob, Carol']);
    await userEvent.click(heading('Channels'));
    expect(listed()).toContain('zebra');
  });

  it('are sorted by name or by recent activity, each for itself', () => {
    stage.show(<ChannelSidebar />);
    act(() => changeSidebar({ orders: { channels: 'recent' } }));
    expect(listed().slice(0, 3)).toEqual(['zebra', 'apple', 'general']);
    act(() => changeSidebar({ orders: { channels: 'recent', directs: 'name' } }));
    expect(listed().slice(3)).toEqual(['Bob', 'Bob, Carol', 'Carol']);
    act(() => changeSidebar({ orders: { channels: 'name' } }));
    expect(listed().slice(0, 3)).toEqual(['apple', 'general', 'zebra']);
  });

  it('are walked through as they are shown', async () => {
    stage.show(<ChannelSidebar />);
    const order = (): string[] => conversationOrder(stage.session.store.state, sidebarChoices.get(), 1).map(({ name, id }) => name || String(id));
    expect(order()).toEqual(['apple', 'general', 'zebra', '12', '11', '13']);
    await userEvent.click(heading('Direct messages'));
    expect(order()).toEqual(['apple', 'general', 'zebra']);
  });

  it('offer a way on where there is nothing', () => {
    act(() => {
      for (const id of [1, 2, 3, 11, 12, 13]) stage.session.store.dispatch({ type: 'channel_forgotten', channelId: id });
    });
    stage.show(<ChannelSidebar />);
    expect(screen.getByText('You’re not in any channels yet.')).toBeTruthy();
    expect(screen.getAllByRole('button', { name: 'Browse channels' })).toHaveLength(2);
    expect(heading('Message someone')).toBeTruthy();
  });
});

it('lists people once: not below who has a conversation of their own', () => {
  stage.show(<ChannelSidebar />);
  const people = screen.getByRole('button', { name: 'Offline (1)' }).closest('section') as HTMLElement;
  expect(within(people).getAllByRole('listitem').map((row) => row.textContent)).toEqual(['Dave']);
});

it('shows on demand only what is unread, and says when that is nothing', async () => {
  stage.show(<ChannelSidebar />);
  const filter = heading('Show unread only');
  expect(filter.getAttribute('aria-pressed')).toBe('false');
  await userEvent.click(filter);
  expect(listed()).toEqual(['apple', 'general']);
  expect(screen.queryByText(/^Offline/)).toBeNull();
  act(() => learn({ id: 3, name: 'apple', seq: 1 }));
  expect(listed()).toEqual(['general']);
  expect(screen.getByText('You’re all caught up.')).toBeTruthy();
  await userEvent.click(heading('Show all conversations'));
  expect(listed()).toHaveLength(6);
  expect(heading('Show unread only').getAttribute('aria-pressed')).toBe('false');
});

it('has one row as a stop of the Tab key, and arrow keys from there', async () => {
  stage.show(<ChannelSidebar />);
  const stops = screen.getAllByRole('link').filter((row) => row.tabIndex === 0);
  expect(stops.map((row) => row.textContent)).toEqual(['general']);
  stops[0]?.focus();
  const at = (): string | null | undefined => document.activeElement?.querySelector('[class*=title]')?.textContent ?? document.activeElement?.textContent;
  await userEvent.keyboard('{ArrowDown}');
  expect(at()).toBe('zebra');
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  expect(at()).toBe('Bob');
  await userEvent.keyboard('{ArrowLeft}');
  expect(at()).toBe('Direct messages');
  await userEvent.keyboard('{ArrowLeft}');
  expect(document.activeElement?.getAttribute('aria-expanded')).toBe('false');
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  expect(at()).toBe('Bob');
  await userEvent.keyboard('{Home}');
  expect(at()).toBe('Threads');
  await userEvent.keyboard('{End}');
  expect(at()).toBe('Dave');
});

describe('what is unread out of sight', () => {
  let height = 100;
  let scrolled = 0;

  beforeEach(() => {
    height = 100;
    scrolled = 0;
    // The list is so many px high; each row stands 60 px below the one before it.
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function place(this: Element) {
      const rows = [...document.querySelectorAll('[data-stop]')];
      const index = rows.indexOf(this);
      return index === -1 ? new DOMRect(0, 0, 280, height) : new DOMRect(0, index * 60 - 30 - scrolled, 280, 30);
    });
  });

  it('has a way down, which leads to the nearest', async () => {
    learn({ id: 3, name: 'apple', seq: 1 }, { id: 2, name: 'zebra', unreadCount: 1 }, { id: 11, type: 'direct', name: '', members: ['alice', 'carol'], unreadCount: 1 });
    stage.show(<ChannelSidebar />);
    await userEvent.click(await screen.findByRole('button', { name: 'More unread below' }));
    expect(screen.queryByRole('button', { name: 'More unread above' })).toBeNull();
    expect(document.activeElement?.textContent).toContain('zebra');
  });

  it('has a way up, which leads to the nearest', async () => {
    learn({ id: 3, name: 'apple', unreadCount: 1 }, { id: 2, name: 'zebra', unreadCount: 1 }, { id: 12, type: 'direct', name: '', members: ['alice', 'bob'] });
    stage.show(<ChannelSidebar />);
    const rows = [...document.querySelectorAll('[data-stop]')];
    // Down to the rows behind `zebra`.
    scrolled = (rows.findIndex((row) => row.textContent?.includes('zebra')) + 1) * 60;
    await new Promise(requestAnimationFrame);
    fireEvent.scroll(rows[0]?.closest('[class*=scroll]') as HTMLElement);
    await userEvent.click(await screen.findByRole('button', { name: 'More unread above' }));
    expect(screen.queryByRole('button', { name: 'More unread below' })).toBeNull();
    expect(document.activeElement?.textContent).toContain('zebra');
  });

  it('has none while all of it is in sight', async () => {
    height = 1000;
    stage.show(<ChannelSidebar />);
    await new Promise(requestAnimationFrame);
    expect(screen.queryByRole('button', { name: /^More unread/ })).toBeNull();
  });
});
