import { act, cleanup, configure, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLayoutEffect } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Message } from '../../src/core/protocol/generated';
import { SearchPane } from '../../src/features/search/SearchPane';
import { useView, useViewDispatch } from '../../src/shared/hooks/view/view';
import { refused } from '../fakes/contract';
import { channelOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

// A search waits for a pause in what is typed.
configure({ asyncUtilTimeout: 5000 });

/** The pane as the page shows it. */
function Shown() {
  const pane = useView((view) => view.pane);
  const { channelId, seq } = useView((view) => view.route);
  return (
    <>
      {pane?.name === 'search' && <SearchPane {...pane} />}
      <output>{JSON.stringify({ pane, channelId, seq })}</output>
    </>
  );
}

/** Closes the pane in the moment it appears. */
function Closer() {
  const dispatch = useViewDispatch();
  const isOpen = useView((view) => view.pane !== null);
  useLayoutEffect(() => {
    if (isOpen) dispatch({ type: 'pane_closed' });
  }, [isOpen, dispatch]);
  return null;
}

describe('the search', () => {
  let stage: Stage;
  let said: Message[];
  const field = (): HTMLInputElement => screen.getByRole('combobox', { name: 'Search messages, channels and people' });
  const place = (): unknown => JSON.parse(screen.getByRole('status', { name: '' }).ownerDocument.querySelector('output')?.textContent ?? '');
  const queries = (): string[] => stage.asked.filter((address) => address.includes('/chat/search')).map((address) => new URL(address).searchParams.get('q') ?? '');
  const messages = (): HTMLElement[] => within(screen.getByRole('group', { name: 'Messages' })).getAllByRole('option');

  beforeEach(async () => {
    stage = await setStage();
    window.history.replaceState(null, '', '/chat/c/1?pane=search:');
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob'), personOf('carol')] });
    said = [stage.server.post('the blue printer jams'), stage.server.post('a Printer'), stage.server.post('in a thread: printer', 'carol', null, { threadId: 1001 })];
    stage.answer('GET', '/api/chat/search', () => ({ items: said.map((message) => ({ message, highlights: ['printer', 'Printer'] })) }));
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  it('marks the words found, says where and by whom, and leads to the message', async () => {
    stage.show(<Shown />);
    await userEvent.type(field(), 'printer');
    await screen.findByText('3 messages');
    const [first, second] = messages();
    expect(first?.querySelector('mark')?.textContent).toBe('printer');
    expect(second?.textContent).toContain('general');
    await userEvent.click(second as HTMLElement);
    expect(place()).toMatchObject({ channelId: 1, seq: 2 });
  });

  it('stays closed when it is closed in the moment it appears', async () => {
    window.history.replaceState(null, '', '/chat/c/1?pane=search:printer');
    stage.show(
      <>
        <Shown />
        <Closer />
      </>,
    );
    await act(async () => undefined);
    expect(place()).toMatchObject({ pane: null });
    expect(screen.queryByRole('combobox')).toBeNull();
  });

  it('leads to a reply in its thread, by keyboard', async () => {
    stage.show(<Shown />);
    await userEvent.type(field(), 'printer');
    await screen.findByText('3 messages');
    await userEvent.keyboard('{ArrowUp}{Enter}');
    await waitFor(() => expect(place()).toMatchObject({ pane: { name: 'thread', threadId: 1001, seq: 3 }, channelId: 1 }));
  });

  it('adds a filter by its button to the words that were typed', async () => {
    stage.show(<Shown />);
    await userEvent.type(field(), 'printer');
    await userEvent.click(screen.getByRole('button', { name: 'From' }));
    expect(field().value).toBe('printer from:');
    await userEvent.click(await screen.findByRole('option', { name: /@bob/ }));
    await waitFor(() => expect(queries().at(-1)).toBe('from:@bob printer'));
    // The name of a filter that was begun is no word.
    await userEvent.clear(field());
    await userEvent.type(field(), 'jam in');
    await userEvent.click(await screen.findByRole('option', { name: /^in:/ }));
    expect(field().value).toBe('jam in:');
  });

  it('offers people and teams to mention', async () => {
    stage.answer('GET', '/api/chat/teams', { items: [{ id: 'NET', name: 'Network' }, { id: 'DESK', name: 'Helpdesk München' }] });
    stage.show(<Shown />);
    await userEvent.type(field(), 'mentions:');
    await screen.findByRole('option', { name: /@bob/ });
    expect((await screen.findByRole('option', { name: /Network/ })).textContent).toBe('NetworkTeam');
    await userEvent.type(field(), 'munch');
    await waitFor(() => expect(screen.queryByRole('option', { name: /Network/ })).toBeNull());
    await userEvent.click(screen.getByRole('option', { name: /Helpdesk/ }));
    await waitFor(() => expect(queries().at(-1)).toBe('mentions:"@Helpdesk München"'));
    // Nobody is a team.
    await userEvent.type(field(), 'from:net');
    await waitFor(() => expect(screen.queryByRole('option', { name: /Network/ })).toBeNull());
  });

  it('keeps the focus where a filter is taken away by its button', async () => {
    stage.show(<Shown />);
    for (const name of ['Remove filter from:@bob', 'Clear search']) {
      await userEvent.type(field(), 'from:@bob ');
      await userEvent.click(await screen.findByRole('button', { name }));
      expect(screen.queryByRole('button', { name: 'Remove filter from:@bob' })).toBeNull();
      expect(document.activeElement).toBe(field());
    }
  });

  it('turns filters into chips, completes their values, and asks for nothing half written', async () => {
    stage.show(<Shown />);
    await userEvent.type(field(), 'from:bo');
    await userEvent.click(await screen.findByRole('option', { name: /@bob/ }));
    expect(screen.getByRole('button', { name: 'Remove filter from:@bob' })).toBeTruthy();
    await userEvent.type(field(), 'printer has:file ');
    await waitFor(() => expect(queries().at(-1)).toBe('from:@bob has:file printer'));
    expect(queries().filter((query) => /from:\w|has:(?!file)/.test(query))).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Remove filter has:file' }));
    await waitFor(() => expect(queries().at(-1)).toBe('from:@bob printer'));
    await userEvent.clear(field());
    await userEvent.keyboard('{Backspace}');
    expect(field().value).toBe('from:@bob');
  });

  it('begins the common filters by mouse', async () => {
    stage.show(<Shown />);
    await userEvent.click(screen.getByRole('button', { name: 'Has' }));
    await userEvent.click(await screen.findByRole('option', { name: /A link/ }));
    await waitFor(() => expect(queries().at(-1)).toBe('has:link'));
  });

  it('searches the open conversation when it is opened for that', async () => {
    stage.show(<SearchPane />);
    expect(screen.getByRole('button', { name: 'Remove filter in:#general' })).toBeTruthy();
    await waitFor(() => expect(queries().at(-1)).toBe('in:#general'));
    expect(document.activeElement).toBe(field());
  });

  it('mends a slip in the name of a filter', async () => {
    const message = 'query: `q` has the unknown filter form:, perhaps for from:; there are from:, in:; to search for the text, put it in quotes';
    stage.answers['GET /api/chat/search'] = (url: URL) => (url.searchParams.get('q')?.includes('form:') === true && !url.searchParams.get('q')?.includes('"') ? refused(400, 'invalid', message) : { items: [] });
    stage.show(<Shown />);
    await userEvent.type(field(), 'form:bob');
    await screen.findByText('There’s no filter “form:”.');
    await userEvent.click(screen.getByRole('button', { name: 'Search for the text' }));
    expect(field().value).toBe('"form:bob"');
    await screen.findByText('No messages found');
  });

  it('says which name nobody has whom the user may see, and of others nothing', async () => {
    stage.answer('GET', '/api/chat/search', { items: [] });
    stage.answer('GET', '/api/chat/users', ({ searchParams }) => ({ items: searchParams.get('q') === 'Zoe' ? [personOf('zoe')] : [] }));
    stage.answer('GET', '/api/chat/teams', { items: [{ id: 'NET', name: 'Network' }] });
    stage.answer('GET', '/api/chat/channels', ({ searchParams }) => ({ items: searchParams.get('q') === 'lunch' ? [channelOf({ id: 9, name: 'Lunch' })] : [] }));
    stage.show(<Shown />);
    const hints = async (query: string): Promise<string> => {
      await userEvent.type(field(), `${query}{Enter}`);
      const shown = (await screen.findByText('No messages found')).parentElement;
      await new Promise((resolve) => setTimeout(resolve, 50));
      const text = shown?.textContent ?? '';
      await userEvent.click(screen.getByRole('button', { name: 'Clear search' }));
      return text.replace('No messages found', '');
    };
    const general = 'Check the spelling, try fewer words, or remove a filter.';
    expect(await hints('from:bob from:Zoe with:me mentions:net mentions:here in:general in:lunch in:id:77 -from:nobody x')).toBe(general);
    expect(await hints('in:@nobody with:none x')).toBe('There’s no one called “nobody” here.There’s no one called “none” here.');
    expect(await hints('mentions:@team from:bob in:secret x')).toBe('There’s no person or team called “team” here.There’s no channel called “secret” here.');
    // Without an answer it is not known.
    stage.answers['GET /api/chat/users'] = () => refused(500, 'internal', '');
    expect(await hints('from:nobody x')).toBe(general);
  });

  it('says what is wrong with the value of a filter, and keeps the focus in the field', async () => {
    stage.answers['GET /api/chat/search'] = (url: URL) => {
      const q = url.searchParams.get('q') ?? '';
      if (/has:(?!file)/.test(q)) return refused(400, 'invalid', 'query: `q` needs link, file or pin after has:');
      return /before:\D/.test(q) ? refused(400, 'invalid', 'query: `q` needs a date after before: as YYYY, YYYY-MM or YYYY-MM-DD') : { items: [] };
    };
    stage.show(<Shown />);
    for (const [query, wrong, existing] of [
      ['has:nothing', 'The filter “has:” has no valid value.', /link, file, image/],
      ['before:tomorrow', 'The filter “before:” has no valid value.', /YYYY-MM-DD/],
      ['printer has:foo after:xyz', 'The filter “has:” has no valid value.', /link, file, image/],
    ] as const) {
      await userEvent.type(field(), `${query}{Enter}`);
      const alert = await screen.findByRole('alert');
      expect(alert.textContent).toContain(wrong);
      expect(alert.textContent).toMatch(existing);
      expect(document.activeElement).toBe(field());
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(screen.getByRole('alert').textContent).toContain(wrong);
      await userEvent.click(screen.getByRole('button', { name: 'Clear search' }));
      await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    }
  });

  it('says as one types what is wrong with a value that completes to nothing', async () => {
    stage.answers['GET /api/chat/search'] = (url: URL) => {
      const [, name] = /(is|has|during|before):/.exec(url.searchParams.get('q') ?? '') ?? [];
      return name === undefined ? { items: [] } : refused(400, 'invalid', `query: \`q\` needs something after ${name}:`);
    };
    stage.show(<Shown />);
    for (const [query, wrong] of [
      ['is:foo', 'The filter “is:” has no valid value.'],
      ['printer has:imagine', 'The filter “has:” has no valid value.'],
      ['during:soon', 'The filter “during:” has no valid value.'],
      ['before:2026-13-', 'The filter “before:” has no valid value.'],
      ['from:nobody-here', 'No messages found'],
      ['in:nowhere-at-all', 'No messages found'],
    ] as const) {
      await userEvent.click(field());
      await userEvent.paste(query);
      await screen.findByText(wrong);
      await userEvent.click(screen.getByRole('button', { name: 'Clear search' }));
      await waitFor(() => expect(screen.queryByText(wrong)).toBeNull());
    }
    // What can still become a value is not wrong.
    const before = queries().length;
    for (const query of ['is:', 'is:th', 'has:ima', 'on:2026-1', 'on:2026-11-', 'from:', 'from:bo', 'in:gen']) {
      await userEvent.click(field());
      await userEvent.paste(query);
      await new Promise((resolve) => setTimeout(resolve, 300));
      await userEvent.clear(field());
    }
    expect(queries().slice(before)).toEqual([]);
  });

  it('shows no old text of what is edited or deleted meanwhile', async () => {
    stage.show(<Shown />);
    await userEvent.type(field(), 'printer');
    await screen.findByText('3 messages');
    const [first, second] = said as [Message, Message];
    act(() => stage.server.remove(first));
    act(() => stage.server.publish('message_updated', { message: { ...second, text: 'nothing to see' } }));
    expect(screen.queryByText(/blue/)).toBeNull();
    expect(messages()[0]?.textContent).toContain('nothing to see');
  });

  it('shows nothing more of a conversation that the user has lost', async () => {
    stage.show(<Shown />);
    await userEvent.type(field(), 'printer');
    await screen.findByText('3 messages');
    stage.answer('GET', '/api/chat/search', { items: [] });
    act(() => stage.server.tell('channel_left', { channelId: 1 }));
    await screen.findByText('No messages found');
    expect(screen.queryByText(/blue/)).toBeNull();
  });

  it('sorts what it found in the order that is chosen', async () => {
    stage.show(<Shown />);
    await userEvent.type(field(), 'printer');
    await screen.findByText('3 messages');
    const sort = (): string | null | undefined => stage.asked.filter((address) => address.includes('/chat/search')).map((address) => new URL(address).searchParams.get('sort')).at(-1);
    expect(sort()).toBe('relevance');
    await userEvent.click(screen.getByRole('button', { name: 'Newest' }));
    expect(screen.getByRole('button', { name: 'Newest', pressed: true })).toBeTruthy();
    await waitFor(() => expect(sort()).toBe('newest'));
    await userEvent.click(screen.getByRole('button', { name: 'Relevance', pressed: false }));
    await waitFor(() => expect(sort()).toBe('relevance'));
  });

  it('goes on where the page before ended, and offers channels and people, too', async () => {
    stage.answer('GET', '/api/chat/search', (url) => {
      const next = url.searchParams.get('cursor') === null ? 'more' : null;
      return { items: said.slice(next === null ? 2 : 0, next === null ? 3 : 2).map((message) => ({ message, highlights: [] })), next };
    });
    stage.show(<Shown />);
    await userEvent.type(field(), 'general');
    expect(within(screen.getByRole('group', { name: 'Channels and people' })).getAllByRole('option')[0]?.textContent).toContain('general');
    await screen.findByText('2+ messages');
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await screen.findByText('3 messages');
    expect(messages()).toHaveLength(3);
  });

  it('says that it failed, and searches again', async () => {
    stage.answers['GET /api/chat/search'] = refused(503, 'busy');
    stage.show(<Shown />);
    await userEvent.type(field(), 'printer');
    await screen.findByRole('alert');
    stage.answers['GET /api/chat/search'] = { items: [] };
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('No messages found');
  });

  it('keeps the latest searches', async () => {
    stage.show(<Shown />);
    await userEvent.type(field(), 'printer{Enter}');
    await screen.findByText('3 messages');
    await userEvent.click(screen.getByRole('button', { name: 'Clear search' }));
    await userEvent.click(within(screen.getByRole('group', { name: 'Recent searches' })).getByRole('option', { name: 'printer' }));
    expect(field().value).toBe('printer');
    await userEvent.click(screen.getByRole('button', { name: 'Clear search' }));
    await userEvent.click(screen.getByRole('button', { name: 'Clear recent searches' }));
    expect(screen.queryByRole('group', { name: 'Recent searches' })).toBeNull();
  });
});
