import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { plainText } from '../../src/core/formatting/plain';
import type { ChannelView } from '../../src/core/protocol/generated';
import { MessageInput } from '../../src/features/composer/MessageInput';
import { Notices } from '../../src/features/notice/Notices';
import { useView } from '../../src/shared/hooks/view/view';
import { parseSlash, SlashCommands, type SlashCommand } from '../../src/shared/registry/slash';
import { channelOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

function Dialog() {
  return <output data-testid="dialog">{useView((view) => view.dialog?.name)}</output>;
}

describe('a text that starts with a slash', () => {
  it.each([
    ['/topic  printers are down ', { kind: 'command', name: 'topic', argument: 'printers are down' }],
    ['/Me', { kind: 'command', name: 'me', argument: '' }],
    ['/me two\nlines', { kind: 'command', name: 'me', argument: 'two\nlines' }],
    ['//me', { kind: 'literal', text: '/me' }],
    ['/etc/hosts is wrong', null],
    ['/24 is the mask', null],
    ['a /me', null],
  ])('is read: %j', (text, expected) => {
    expect(parseSlash(text)).toEqual(expected);
  });
});

describe('the commands of all features', () => {
  const command = (name: string): SlashCommand => ({ name, argument: () => '', detail: () => '', available: () => true, run: () => undefined });

  it('are fetched once, and again where that has failed', async () => {
    const load = vi.fn<() => Promise<SlashCommand[]>>().mockRejectedValueOnce(new TypeError('gone')).mockResolvedValue([command('two')]);
    const commands = new SlashCommands([load, () => Promise.resolve([command('one')])]);
    await expect(commands.load()).rejects.toThrow('gone');
    expect(commands.all).toEqual([]);
    expect((await commands.load()).map(({ name }) => name)).toEqual(['one', 'two']);
    expect(await commands.load()).toBe(commands.all);
    expect(load).toHaveBeenCalledTimes(2);
  });
});

describe('a command in the composer', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
  });

  const box = (): HTMLTextAreaElement => screen.getByRole('textbox');
  const options = (): string[] => screen.queryAllByRole('option').map(({ firstChild }) => firstChild?.textContent?.split(' ')[0] ?? '');
  const texts = (): string[] => stage.server.messages.map(({ text }) => text);

  /** Writes as a member of a channel, by default its owner. */
  async function write(text: string, channel: Partial<ChannelView> = {}): Promise<void> {
    stage.show(
      <>
        <MessageInput channel={channelOf({ role: 'owner', ...channel })} title="#general" />
        <Notices />
        <Dialog />
      </>,
    );
    await userEvent.type(box(), text);
  }

  it('is offered at the start of a message, and by its right', async () => {
    await write('/');
    await waitFor(() => expect(options()).not.toEqual([]));
    expect(options()).toEqual(['/assign', '/away', '/dnd', '/invite', '/join', '/leave', '/me', '/msg', '/mute', '/remind', '/search', '/shrug', '/ticket', '/topic']);
    await userEvent.type(box(), 'to{Tab}');
    expect(box().value).toBe('/topic ');
    await userEvent.clear(box());
    await userEvent.type(box(), 'see /');
    expect(options()).toEqual([]);
    await userEvent.clear(box());
    cleanup();
    await write('/', { role: 'member', type: 'direct' });
    expect(options()).toEqual(['/assign', '/away', '/dnd', '/join', '/me', '/msg', '/mute', '/remind', '/search', '/shrug', '/ticket']);
  });

  it('writes what it stands for', async () => {
    await write('/me is looking at it{Enter}');
    await waitFor(() => expect(texts()).toHaveLength(1));
    await userEvent.type(box(), '/shrug');
    await waitFor(() => expect(options()).toEqual([]));
    await userEvent.type(box(), '{Enter}');
    await waitFor(() => expect(texts()).toHaveLength(2));
    await userEvent.type(box(), '/shrug who knows{Enter}');
    await waitFor(() => expect(texts().map((text) => plainText(text))).toEqual(['is looking at it', '¯\\_(ツ)_/¯', 'who knows ¯\\_(ツ)_/¯']));
    expect(texts()[0]).toBe('*is looking at it*');
    expect(box().value).toBe('');
  });

  it('says that it is unknown, and keeps the text; with two slashes it is a message', async () => {
    await write('/polling about nine{Enter}');
    expect(await screen.findByText('/polling isn’t a command. To send it as a message, start with //.')).toBeTruthy();
    expect(box().value).toBe('/polling about nine');
    await userEvent.type(box(), '{Home}/', { initialSelectionStart: 0, initialSelectionEnd: 0 });
    await userEvent.type(box(), '{Enter}');
    await waitFor(() => expect(texts()).toEqual(['/polling about nine']));
  });

  it('asks whether a command was meant that is written much like it', async () => {
    await write('/tpoic x{Enter}');
    expect(await screen.findByText('/tpoic isn’t a command. Did you mean /topic? To send it as a message, start with //.')).toBeTruthy();
    await userEvent.clear(box());
    await userEvent.type(box(), '/inv x{Enter}');
    expect(await screen.findByText(/Did you mean \/invite\?/)).toBeTruthy();
  });

  it('says what it takes while its argument is written, and warns of nobody it names', async () => {
    await write('/msg ');
    expect(screen.getByText('/msg @name [text] – Send a direct message')).toBeTruthy();
    await userEvent.type(box(), '@carol hi');
    expect(screen.queryByText(/isn’t in this channel/)).toBeNull();
    await userEvent.clear(box());
    await userEvent.type(box(), '/polling x');
    expect(screen.queryByText(/@name/)).toBeNull();
  });

  it('writes to somebody and goes there', async () => {
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob'), personOf('bob smith')] });
    const open = vi.spyOn(stage.session, 'openDirect').mockImplementation((usernames) => Promise.resolve(channelOf({ id: usernames[0] === 'bob' ? 7 : 8, type: 'direct' })));
    const send = vi.spyOn(stage.session.sending, 'send').mockResolvedValue();
    await write('/msg @bob are you there?{Enter}');
    await waitFor(() => expect(send).toHaveBeenCalledExactlyOnceWith('channel:7', 'are you there?'));
    await waitFor(() => expect(window.location.pathname).toBe('/chat/c/7'));
    expect(box().value).toBe('');
    await userEvent.type(box(), '/msg bob smith, hello{Escape}{Enter}');
    await waitFor(() => expect(send).toHaveBeenLastCalledWith('channel:8', 'hello'));
    await userEvent.type(box(), '/msg @bob{Escape}{Enter}');
    await waitFor(() => expect(open).toHaveBeenCalledTimes(3));
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('writes to nobody who is not there, and keeps the text', async () => {
    vi.spyOn(stage.session, 'findPeople').mockResolvedValue();
    await write('/msg @nobody hi{Escape}{Enter}');
    expect(await screen.findByText('There’s nobody called “nobody”.')).toBeTruthy();
    expect(box().value).toBe('/msg @nobody hi');
    await userEvent.clear(box());
    await userEvent.type(box(), '/msg{Escape}{Enter}');
    expect(await screen.findByText(/^Type who the message is for/)).toBeTruthy();
  });

  it('goes to a channel, joining it where that is needed', async () => {
    const join = vi.spyOn(stage.session, 'join').mockResolvedValue(channelOf({ id: 5 }));
    vi.spyOn(stage.session.channel, 'browse').mockResolvedValue({ items: [channelOf({ id: 5, name: 'Printer storage', role: null })] });
    await write('/join #printer-storage{Escape}{Enter}');
    await waitFor(() => expect(join).toHaveBeenCalledExactlyOnceWith(5));
    await waitFor(() => expect(window.location.pathname).toBe('/chat/c/5'));
    await userEvent.type(box(), '/join nowhere{Escape}{Enter}');
    expect(await screen.findByText(/^There’s no channel #nowhere/)).toBeTruthy();
  });

  it('takes back what was wrong once the text changes', async () => {
    await write('/polling me{Enter}');
    const problem = await screen.findByText(/isn’t a command/);
    expect(problem.closest('[data-composer]')).toBeTruthy();
    await userEvent.type(box(), '!');
    expect(screen.queryByText(/isn’t a command/)).toBeNull();
  });

  it('leaves paths alone', async () => {
    await write('/etc/hosts is wrong{Enter}');
    await waitFor(() => expect(texts()).toEqual(['/etc/hosts is wrong']));
  });

  it('keeps the text when it is refused, or not possible here', async () => {
    vi.spyOn(stage.session.channel, 'update').mockRejectedValue(new Error('no'));
    await write('/topic printers{Enter}');
    await waitFor(() => expect(screen.getAllByRole('alert').length).toBeGreaterThan(0));
    expect(box().value).toBe('/topic printers');
    cleanup();
    await write('{Control>}a{/Control}{Delete}/leave{Enter}', { role: 'member', type: 'direct' });
    expect(await screen.findByText('You can’t use /leave in this conversation.')).toBeTruthy();
    expect(box().value).toBe('/leave');
  });

  it('changes the channel', async () => {
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob'), personOf('carol')] });
    const update = vi.spyOn(stage.session.channel, 'update').mockResolvedValue(channelOf());
    const add = vi.spyOn(stage.session.channel, 'addMembers').mockResolvedValue([
      { status: 'fulfilled', value: null },
      { status: 'fulfilled', value: null },
    ]);
    await write('/topic printers are down{Enter}');
    await waitFor(() => expect(update).toHaveBeenCalledExactlyOnceWith(1, { description: 'printers are down' }));
    await waitFor(() => expect(box().value).toBe(''));
    await userEvent.type(box(), '/invite @bob, carol{Escape}{Enter}');
    await waitFor(() => expect(add).toHaveBeenCalledExactlyOnceWith(1, ['bob', 'carol']));
    expect(await screen.findByText(/were added/)).toBeTruthy();
    await userEvent.type(box(), '/leave{Enter}');
    expect(screen.getByTestId('dialog').textContent).toBe('leave_channel');
    expect(texts()).toEqual([]);
  });

  it('writes short codes of emoji in a topic as in a message', async () => {
    const update = vi.spyOn(stage.session.channel, 'update').mockResolvedValue(channelOf());
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify([{ emoji: '🎉', shortcodes: ['tada'] }]))));
    await write('/topic printers work :tada:{Escape}{Enter}');
    await waitFor(() => expect(update).toHaveBeenCalledExactlyOnceWith(1, { description: 'printers work 🎉' }));
    vi.unstubAllGlobals();
  });

  it('mutes the conversation, and unmutes it', async () => {
    const prefer = vi.spyOn(stage.session, 'prefer').mockResolvedValue();
    await write('/mute{Enter}');
    await waitFor(() => expect(prefer).toHaveBeenCalledExactlyOnceWith(1, { muted: true }));
    expect(await screen.findByText(/^Muted/)).toBeTruthy();
    expect(box().value).toBe('');
  });

  it('turns on do not disturb for a while, and off', async () => {
    const prefer = vi.fn<(change: { dndUntil: number | null }) => Promise<never>>().mockResolvedValue(undefined as never);
    vi.spyOn(stage.session, 'notifications').mockResolvedValue({ prefer } as never);
    await write('/dnd 2 h{Enter}');
    await waitFor(() => expect(prefer).toHaveBeenCalledOnce());
    expect((prefer.mock.calls[0]?.[0].dndUntil ?? 0) - Date.now()).toBeGreaterThan(90 * 60_000);
    await userEvent.type(box(), '/dnd off{Enter}');
    await waitFor(() => expect(prefer).toHaveBeenLastCalledWith({ dndUntil: null }));
    await userEvent.type(box(), '/dnd tomorrow{Enter}');
    expect(await screen.findByText(/^Type how long/)).toBeTruthy();
    expect(box().value).toBe('/dnd tomorrow');
  });

  it('searches', async () => {
    await write('/search printer from:@bob{Escape}{Enter}');
    await waitFor(() => expect(new URLSearchParams(window.location.search).get('pane')).toBe('search:printer from:@bob'));
    expect(box().value).toBe('');
  });

  it('sets the user away, and back', async () => {
    const set = vi.spyOn(stage.session, 'setPresence').mockResolvedValue();
    await write('/away{Enter}');
    await waitFor(() => expect(set).toHaveBeenCalledExactlyOnceWith({ status: 'away' }));
    stage.session.store.dispatch({ type: 'presence_learned', presence: { alice: { status: 'away', statusMessage: '', lastActive: 0 } } });
    await userEvent.type(box(), '/away{Enter}');
    await waitFor(() => expect(set).toHaveBeenLastCalledWith({ status: 'online' }));
  });
  it('sets the user away with a status message, also where they are away already', async () => {
    const set = vi.spyOn(stage.session, 'setPresence').mockResolvedValue();
    await write('/away back at noon{Enter}');
    await waitFor(() => expect(set).toHaveBeenCalledExactlyOnceWith({ status: 'away', statusMessage: 'back at noon' }));
    expect(await screen.findByText('You’re set as away: back at noon')).toBeTruthy();
    expect(box().value).toBe('');
    stage.session.store.dispatch({ type: 'presence_learned', presence: { alice: { status: 'away', statusMessage: 'back at noon', lastActive: 0 } } });
    await userEvent.type(box(), '/away back at one{Enter}');
    await waitFor(() => expect(set).toHaveBeenLastCalledWith({ status: 'away', statusMessage: 'back at one' }));
  });

  it.each(['mute', 'leave'])('takes nothing behind its name, and keeps what was written there: /%s', async (name) => {
    const prefer = vi.spyOn(stage.session, 'prefer').mockResolvedValue();
    await write(`/${name} until noon{Enter}`);
    expect(await screen.findByText(`/${name} doesn’t take any text.`)).toBeTruthy();
    expect(box().value).toBe(`/${name} until noon`);
    expect(prefer).not.toHaveBeenCalled();
    expect(screen.getByTestId('dialog').textContent).toBe('');
  });
});
