import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { MessageInput } from '../../src/features/composer/MessageInput';
import { Notices } from '../../src/features/notice/Notices';
import { ScheduledPane } from '../../src/features/scheduled/ScheduledPane';
import type { Scheduled } from '../../src/core/protocol/generated';
import { watchScheduled } from '../../src/core/session/scheduled';
import { refused } from '../fakes/contract';
import { channelOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const DAY = 86_400_000;

describe('scheduled messages', () => {
  let stage: Stage;
  let items: Scheduled[];
  const later = (change: Partial<Scheduled> = {}): Scheduled => ({ id: 4, channelId: 1, message: 'good morning', at: Date.now() + DAY, createdAt: 1, updatedAt: 1, ...change });

  beforeEach(async () => {
    stage = await setStage();
    items = [];
    stage.answer('GET', '/api/chat/scheduled', () => ({ items }));
    watchScheduled(stage.session);
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  const happened = (status: 'scheduled' | 'sent' | 'failed' | 'cancelled'): void =>
    act(() => stage.server.tell('scheduled_updated', { scheduledId: 4, channelId: 1, at: 5, status }));
  const many = (): Response => refused(409, 'conflict', 'this would notify 24 people', { recipients: 24 });
  const field = (): HTMLTextAreaElement => document.querySelector('textarea') as HTMLTextAreaElement;
  const listed = (): number => stage.session.store.state.scheduled.length;

  it('are written in the box, which is free then and says how many there are', async () => {
    stage.answers['POST /api/chat/scheduled'] = () => later();
    stage.show(<MessageInput channel={stage.server.channel} title="#general" />);
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Send later' });
    expect(button.disabled).toBe(true);
    await userEvent.type(field(), 'good morning');
    await userEvent.click(button);
    await userEvent.click(await screen.findByRole('button', { name: /Tomorrow morning/ }));
    await waitFor(() => expect(stage.said.at(-1)).toMatchObject({ channelId: 1, message: 'good morning' }));
    const { at } = stage.said.at(-1) as { at: number };
    expect([new Date(at).getHours(), new Date(at).getMinutes()]).toEqual([9, 0]);
    await waitFor(() => expect(field().value).toBe(''));
    items = [later()];
    happened('scheduled');
    await screen.findByRole('button', { name: '1 scheduled message here' });
    items = [];
    happened('sent');
    await waitFor(() => expect(screen.queryByText(/scheduled message/)).toBeNull());
  });

  it('are scheduled once it is confirmed that they notify many people', async () => {
    stage.answers['POST /api/chat/scheduled'] = () => (stage.said.length > 1 ? later() : many());
    stage.show(<MessageInput channel={stage.server.channel} title="#general" />);
    await userEvent.type(field(), 'good morning');
    await userEvent.click(screen.getByRole('button', { name: 'Send later' }));
    await userEvent.click(await screen.findByRole('button', { name: /Tomorrow morning/ }));
    await screen.findByRole('dialog', { name: 'This will notify 24 people. Schedule?' });
    expect(field().value).toBe('good morning');
    await userEvent.click(screen.getByRole('button', { name: 'Schedule' }));
    await waitFor(() => expect(field().value).toBe(''));
    const [first, second] = stage.said;
    expect(second).toEqual({ ...(first as object), confirmed: true });
  });

  it('are changed once it is confirmed that they notify many people', async () => {
    items = [later()];
    stage.answers['PUT /api/chat/scheduled/4'] = () => (stage.said.length > 1 ? later() : many());
    happened('scheduled');
    await waitFor(() => expect(listed()).toBe(1));
    stage.show(<ScheduledPane />);
    await userEvent.click(screen.getByRole('button', { name: 'Edit' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect((await screen.findByRole('alert')).textContent).toBe('This will notify 24 people.');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(stage.said.at(-1)).toEqual({ message: 'good morning', confirmed: true }));
    await waitFor(() => expect(screen.queryByRole('textbox')).toBeNull());
  });

  it('keep what was changed when the pane is closed, and bring it back with Undo when it was given up', async () => {
    items = [later()];
    happened('scheduled');
    await waitFor(() => expect(listed()).toBe(1));
    const view = stage.show(<ScheduledPane />);
    const edit = (): Promise<void> => userEvent.click(screen.getByRole('button', { name: 'Edit' }));
    await edit();
    await userEvent.type(field(), ', all');
    view.unmount();
    stage.show([<ScheduledPane key="pane" />, <Notices key="notices" />]);
    await edit();
    expect(field().value).toBe('good morning, all');
    await userEvent.type(field(), '{Escape}');
    await screen.findByText('Your changes were discarded.');
    await edit();
    expect(field().value).toBe('good morning');
    await userEvent.keyboard('{Escape}');
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(field().value).toBe('good morning, all');
    expect(document.activeElement).toBe(field());
    await userEvent.keyboard('{Escape}');
  });

  it('end a line with Enter in code, and save with Ctrl Enter', async () => {
    items = [later({ message: '```' })];
    stage.answers['PUT /api/chat/scheduled/4'] = () => later();
    happened('scheduled');
    await waitFor(() => expect(listed()).toBe(1));
    stage.show(<ScheduledPane />);
    await userEvent.click(screen.getByRole('button', { name: 'Edit' }));
    await userEvent.type(screen.getByRole('textbox'), '{Enter}one');
    expect((screen.getByRole('textbox') as HTMLTextAreaElement).value).toBe('```\none');
    expect(stage.said).toEqual([]);
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(stage.said).toEqual([{ message: '```\none' }]));
  });

  it('show the files that are being checked, as to their sender', async () => {
    items = [later({ files: [{ id: 'p', name: 'rack.zip', size: 1000, mimeType: 'application/zip', hasThumbnail: false, state: 'checking' }] })];
    happened('scheduled');
    await waitFor(() => expect(listed()).toBe(1));
    stage.show(<ScheduledPane />);
    await screen.findByText('Being checked. The others get it once it has passed.');
  });

  it('ask whether to be deleted when nothing is left of the text, except beside files', async () => {
    const file = { id: 'p', name: 'rack.zip', size: 1000, mimeType: 'application/zip', hasThumbnail: false };
    items = [later({ files: [] }), later({ id: 5, files: [file] })];
    stage.answers['PUT /api/chat/scheduled/5'] = () => later();
    happened('scheduled');
    await waitFor(() => expect(listed()).toBe(2));
    stage.show(<ScheduledPane />);
    const empty = async (index: number): Promise<void> => {
      await userEvent.click(screen.getAllByRole('button', { name: 'Edit' })[index] as HTMLElement);
      await userEvent.clear(screen.getByRole('textbox'));
    };
    await empty(0);
    await userEvent.keyboard('{Enter}');
    screen.getByRole('group', { name: 'Delete this scheduled message?' });
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(stage.said).toEqual([]);
    screen.getAllByText('good morning');
    await empty(1);
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(stage.said).toEqual([{ message: '' }]));
  });

  it('stay in the box when they are refused', async () => {
    stage.answers['POST /api/chat/scheduled'] = () => refused(403, 'forbidden');
    stage.show(<MessageInput channel={stage.server.channel} title="#general" />);
    await userEvent.type(field(), 'good morning');
    await userEvent.click(screen.getByRole('button', { name: 'Send later' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Schedule' }));
    await waitFor(() => expect(stage.said).toHaveLength(1));
    expect(field().value).toBe('good morning');
  });

  it('are listed with what went wrong, and can be edited, moved, sent and deleted', async () => {
    items = [later(), later({ id: 5, message: 'too late', at: 5, error: { code: 'forbidden', message: 'The channel is archived.' } })];
    stage.answers['PUT /api/chat/scheduled/4'] = () => later();
    stage.answers['DELETE /api/chat/scheduled/'] = () => new Response(null, { status: 204 });
    happened('scheduled');
    await waitFor(() => expect(listed()).toBe(2));
    stage.show(<ScheduledPane />);
    const [failed, waiting] = screen.getAllByRole('listitem');
    expect(failed?.textContent).toContain('The channel is archived.');
    expect(waiting?.textContent).toContain('Tomorrow');

    await userEvent.click(screen.getAllByRole('button', { name: 'Edit' })[1] as HTMLElement);
    screen.getByText('Esc to cancel, Enter to save');
    await userEvent.type(screen.getByRole('textbox', { name: 'Message' }), ' all{Enter}');
    await waitFor(() => expect(stage.said.at(-1)).toEqual({ message: 'good morning all' }));

    await userEvent.click(screen.getAllByRole('button', { name: 'Change time' })[1] as HTMLElement);
    await userEvent.click(await screen.findByRole('button', { name: /Tomorrow morning/ }));
    await waitFor(() => expect(stage.said.at(-1)).toMatchObject({ at: expect.any(Number) }));

    await userEvent.click(screen.getAllByRole('button', { name: 'Send now' })[1] as HTMLElement);
    await waitFor(() => expect(stage.said.at(-1), "the server's clock counts").toEqual({ now: true }));
    expect(listed(), 'it is kept until it was sent').toBe(2);

    await userEvent.click(screen.getAllByRole('button', { name: 'Delete' })[0] as HTMLElement);
    await screen.findByText('Delete this scheduled message?');
    await userEvent.click(screen.getAllByRole('button', { name: 'Cancel' })[0] as HTMLElement);
    expect(document.activeElement).toBe(screen.getAllByRole('button', { name: 'Delete' })[0]);
    await userEvent.keyboard('{Enter}');
    await userEvent.click(screen.getAllByRole('button', { name: 'Delete' })[0] as HTMLElement);
    // Its notification is read after that.
    await waitFor(() => expect(stage.asked).toContainEqual(expect.stringContaining('/scheduled/5')));
    await waitFor(() => expect(document.activeElement).toBe(waiting?.querySelector('button')));
  });

  it('of a conversation that the user has lost offer only what can help, and their notification is read once they are dealt with', async () => {
    items = [later({ channelId: 77, at: 5, error: { code: 'not_found', message: 'channel 77 does not exist' } })];
    stage.answers['DELETE /api/chat/scheduled/'] = () => new Response(null, { status: 204 });
    stage.answer('GET', '/api/chat/notifications', () => ({ items: [3, 4].map((id) => ({ seq: id + 5, kind: 'scheduled_failed' as const, channelId: 77, at: 5, scheduledId: id })), unreadCount: 2 }));
    happened('failed');
    await waitFor(() => expect(listed()).toBe(1));
    stage.show(<ScheduledPane />);
    expect(screen.getByRole('listitem').textContent).toContain('A conversation you’re no longer in');
    expect(screen.getByRole('listitem').textContent).toContain('This conversation doesn’t exist, or you don’t have access to it.');
    expect(screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'))).toEqual(['Edit', 'Delete']);
    await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
    await userEvent.click(screen.getByText('Delete'));
    await waitFor(() => expect(stage.server.commands.at(-1)).toMatchObject({ name: 'read_notifications', data: { seqs: [9] } }));
  });

  it('of a public channel that the user has left name it, say what can be done, and lead to it', async () => {
    items = [later({ channelId: 77, at: 5, error: { code: 'forbidden', message: 'Join the channel first.' } })];
    stage.answers['browse=true'] = { items: [channelOf({ id: 77, name: 'ops-incidents', role: null })] };
    happened('failed');
    await waitFor(() => expect(listed()).toBe(1));
    stage.show(<ScheduledPane />);
    await screen.findByRole('button', { name: 'Open #ops-incidents' });
    const text = screen.getByRole('listitem').textContent;
    expect(text).toContain('Join the channel first.');
    expect(text).not.toContain('doesn’t exist');
  });
});
