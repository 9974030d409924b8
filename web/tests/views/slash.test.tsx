import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { plainText } from '../../src/core/formatting/plain';
import type { ChannelView } from '../../src/core/protocol/generated';
import { MessageInput } from '../../src/features/composer/MessageInput';
import { Notices } from '../../src/features/notice/Notices';
import { useView } from '../../src/shared/hooks/view/view';
import { parseSlash } from '../../src/shared/registry/slash';
import { channelOf } from '../fakes/samples';
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
    expect(options()).toEqual(['/away', '/invite', '/leave', '/me', '/mute', '/shrug', '/topic']);
    await userEvent.type(box(), 't{Tab}');
    expect(box().value).toBe('/topic ');
    await userEvent.clear(box());
    await userEvent.type(box(), 'see /');
    expect(options()).toEqual([]);
    await userEvent.clear(box());
    cleanup();
    await write('/', { role: 'member', type: 'direct' });
    expect(options()).toEqual(['/away', '/me', '/mute', '/shrug']);
  });

  it('writes what it stands for', async () => {
    await write('/me is looking at it{Enter}/shrug{Escape}{Enter}/shrug who knows{Enter}');
    await waitFor(() => expect(texts().map(plainText)).toEqual(['is looking at it', '¯\\_(ツ)_/¯', 'who knows ¯\\_(ツ)_/¯']));
    expect(texts()[0]).toBe('*is looking at it*');
    expect(box().value).toBe('');
  });

  it('says that it is unknown, and keeps the text; with two slashes it is a message', async () => {
    await write('/remind me at nine{Enter}');
    expect(await screen.findByText('/remind isn’t a command. To send it as a message, start with //.')).toBeTruthy();
    expect(box().value).toBe('/remind me at nine');
    await userEvent.type(box(), '{Home}/', { initialSelectionStart: 0, initialSelectionEnd: 0 });
    await userEvent.type(box(), '{Enter}');
    await waitFor(() => expect(texts()).toEqual(['/remind me at nine']));
  });

  it('takes back what was wrong once the text changes', async () => {
    await write('/remind me{Enter}');
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

  it('mutes the conversation, and unmutes it', async () => {
    const prefer = vi.spyOn(stage.session, 'prefer').mockResolvedValue();
    await write('/mute{Enter}');
    await waitFor(() => expect(prefer).toHaveBeenCalledExactlyOnceWith(1, { muted: true }));
    expect(await screen.findByText(/^Muted/)).toBeTruthy();
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
});
