// A message that would notify many people is asked about, and not lost whatever the answer is.

import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Dialogs } from '../../src/app/Dialogs';
import { MessageInput } from '../../src/features/composer/MessageInput';
import { OutgoingList } from '../../src/features/messages/OutgoingList';
import { Notices } from '../../src/features/notice/Notices';
import { Ringing } from '../../src/features/notifications/Ringing';
import { useView } from '../../src/shared/hooks/view/view';
import { channelOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('a message that notifies many people', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.server.refuse = (text) => (text.includes('@channel') ? { code: 'conflict', message: 'this would notify 43 people', recipients: 43 } : null);
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  function Page() {
    const dialog = useView((view) => view.dialog);
    return (
      <>
        <Ringing />
        <Notices />
        <OutgoingList title="#general" />
        <MessageInput channel={channelOf()} title="#general" />
        {dialog !== null && <Dialogs dialog={dialog} />}
      </>
    );
  }

  const box = (): HTMLTextAreaElement => screen.getByRole('textbox', { hidden: true });
  const sent = (): unknown[] => stage.server.commands.filter(({ name }) => name === 'send_message').map(({ data }) => data);

  async function write(): Promise<void> {
    stage.show(<Page />);
    await userEvent.type(box(), 'hello @channel {Enter}');
    await screen.findByText('This will notify 43 people in #general. Send?');
  }

  it('is sent with its own id once that is confirmed', async () => {
    await write();
    expect(box().value).toBe('');
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['hello @channel']));
    const [first, second] = sent() as { clientId: string; confirmed?: boolean }[];
    expect([first?.confirmed, second?.confirmed, second?.clientId]).toEqual([undefined, true, first?.clientId]);
    await waitFor(() => expect(stage.session.store.state.outgoing).toEqual([]));
  });

  it('goes back to the box to be changed', async () => {
    await write();
    await userEvent.click(screen.getByRole('button', { name: 'Edit message' }));
    await waitFor(() => expect(box().value).toBe('hello @channel'));
    expect(stage.session.store.state.outgoing).toEqual([]);
    expect(sent()).toHaveLength(1);
  });

  it('waits in its place when the question is closed, and does not hold up others', async () => {
    await write();
    await userEvent.keyboard('{Escape}');
    await screen.findByText('Not sent yet: this will notify 43 people.');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await userEvent.type(box(), 'another{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['another']));
    // It is not asked about again by itself.
    expect(screen.queryByRole('dialog')).toBeNull();
    const [waiting] = document.querySelectorAll('[data-outgoing=failed] button');
    await userEvent.click(waiting as HTMLElement);
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['another', 'hello @channel']));
  });

  it('comes back to the box with Undo when it was discarded', async () => {
    await write();
    await userEvent.keyboard('{Escape}');
    await userEvent.click(await screen.findByRole('button', { name: 'Discard' }));
    await screen.findByText('The message was discarded.');
    expect(stage.session.store.state.outgoing).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(box().value).toBe('hello @channel'));
    expect(document.activeElement).toBe(box());
    expect(sent()).toHaveLength(1);
  });

  it('is asked about before it is discarded with files, which do not come back', async () => {
    const file = { id: 'p', name: 'rack.zip', size: 1000, mimeType: 'application/zip', hasThumbnail: false };
    stage.show(<Page />);
    await act(() => stage.session.sending.send('channel:1', 'hello @channel', null, [file]));
    await userEvent.keyboard('{Escape}');
    const discard = async (): Promise<void> => userEvent.click((await screen.findAllByRole('button', { name: 'Discard' })).at(-1) as HTMLElement);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await discard();
    await screen.findByRole('dialog', { name: 'Discard this message and its file?' });
    expect(stage.session.store.state.outgoing).toHaveLength(1);
    await discard();
    await waitFor(() => expect(stage.session.store.state.outgoing).toEqual([]));
  });

  it('may name groups and teams, which are completed', async () => {
    const people = [{ username: 'bob', displayName: 'Bob', onDuty: true }];
    stage.answer('GET', '/api/chat/channels/1/teams', { items: [{ id: 'NET', name: 'Office network', members: 3, onDuty: 1, people }] });
    stage.show(<Page />);
    await userEvent.type(box(), '@he');
    expect(screen.getByRole('option').textContent).toBe('@hereEveryone who is online');
    await userEvent.clear(box());
    await userEvent.type(box(), '@net');
    expect((await screen.findByRole('option')).textContent).toBe('@Office network1 of 3 on duty · Bob');
    await userEvent.type(box(), '{Enter}');
    expect(box().value).toBe('@Office network ');
  });

  it('is asked about if it would alert people who are off duty', async () => {
    stage.server.refuse = () => ({ code: 'conflict', message: 'this would notify 3 people, 2 of them off duty', recipients: 3, offDuty: 2 });
    stage.show(<Page />);
    await userEvent.type(box(), '@Helpdesk, an outage{Enter}');
    await screen.findByText('This will notify 3 people in #general, 2 of them off duty. Send?');
    await userEvent.keyboard('{Escape}');
    await screen.findByText('Not sent yet: this will notify 3 people, 2 of them off duty.');
  });
});
