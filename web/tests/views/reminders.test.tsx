import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { RemindDialog } from '../../src/features/reminders/RemindDialog';
import { ReminderPart } from '../../src/features/reminders/ReminderPart';
import { RemindersPane } from '../../src/features/reminders/RemindersPane';
import type { Reminder } from '../../src/core/protocol/generated';
import { watchReminders } from '../../src/core/session/reminders';
import { MessageInput } from '../../src/features/composer/MessageInput';
import { Notices } from '../../src/features/notice/Notices';
import { channelOf, messageOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const HOUR = 3_600_000;

describe('reminders', () => {
  let stage: Stage;
  let items: Reminder[];
  const message = messageOf({ id: 7, seq: 5, text: 'call the vendor' });
  const due = (change: Partial<Reminder> = {}): Reminder => ({ channelId: 1, messageId: 7, at: Date.now() + HOUR, createdAt: 1, message, ...change });

  beforeEach(async () => {
    stage = await setStage();
    items = [];
    stage.answer('GET', '/api/chat/reminders', () => ({ items }));
    stage.answer('POST', '/api/chat/messages/7/reminder', { channelId: 1, messageId: 7, at: 5 });
    stage.answer('DELETE', '/api/chat/messages/7/reminder', { channelId: 1, messageId: 7, at: null });
    watchReminders(stage.session);
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  const changed = (at: number | null): void => act(() => stage.server.tell('reminder_updated', { channelId: 1, messageId: 7, at }));

  it('are set for a time, and shown below their message until they are due', async () => {
    stage.show(
      <>
        <RemindDialog message={message} />
        <ReminderPart message={message} />
      </>,
    );
    const before = Date.now();
    await userEvent.click(await screen.findByRole('button', { name: /In 1 hour/ }));
    await waitFor(() => expect(stage.said).toHaveLength(1));
    const { at } = stage.said[0] as { at: number };
    expect(Math.abs(at - before - HOUR)).toBeLessThan(60_000);
    items = [due()];
    changed(5);
    await waitFor(() => expect(screen.getAllByText(/^Reminder: /).length).toBeGreaterThan(1));
    await userEvent.click(screen.getByRole('button', { name: 'Cancel reminder' }));
    items = [];
    changed(null);
    await waitFor(() => expect(screen.queryByText(/^Reminder: /)).toBeNull());
  });

  it('are set again when their cancellation is undone', async () => {
    items = [due({ at: Date.now() + HOUR })];
    changed(5);
    stage.show(
      <>
        <RemindersPane />
        <Notices />
      </>,
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel reminder' }));
    await screen.findByText('Reminder cancelled.');
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(stage.said).toEqual([{ at: items[0]?.at }]));
  });

  it('are listed, those of hidden messages too, and lead to their message', async () => {
    items = [due({ messageId: 8, message: undefined as never }), due()].map(({ message: said, ...rest }) => (said === undefined ? rest : { ...rest, message: said }));
    changed(5);
    stage.show(<RemindersPane />);
    await screen.findByText('call the vendor');
    expect(screen.getByText(/You can no longer see this message/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: /call the vendor/ }));
    expect(window.location.pathname).toBe('/chat/c/1/5');
  });

  describe('that are written as /remind', () => {
    const write = async (text: string): Promise<void> => {
      stage.show(
        <>
          <MessageInput channel={channelOf({ role: 'owner' })} title="#general" />
          <Notices />
        </>,
      );
      await userEvent.type(screen.getByRole('textbox'), text);
    };

    it('are of a note to oneself, whose time may be at its beginning or its end', async () => {
      stage.answer('POST', '/api/chat/direct', channelOf({ id: 9, type: 'direct', name: '', members: ['alice'], memberCount: 1 }));
      stage.answer('POST', '/api/chat/channels/9/messages', messageOf({ id: 7, channelId: 9, text: 'call Bob' }));
      const before = Date.now();
      await write('/remind me in 2 hours to call Bob{Enter}');
      expect(await screen.findByText(/^Reminder: /)).toBeTruthy();
      expect(stage.said).toEqual([{ userIds: ['alice'] }, expect.objectContaining({ message: 'call Bob' }), { at: expect.any(Number) }]);
      const { at } = stage.said[2] as { at: number };
      expect(Math.abs(at - before - 2 * HOUR)).toBeLessThan(60_000);
      expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('');
    });

    it('may be a year ahead, the most that the server takes', async () => {
      stage.answer('POST', '/api/chat/direct', channelOf({ id: 9, type: 'direct', name: '', members: ['alice'], memberCount: 1 }));
      stage.answer('POST', '/api/chat/channels/9/messages', messageOf({ id: 7, channelId: 9, text: 'renew it' }));
      await write('/remind me in 365 days to renew it{Enter}');
      expect(await screen.findByText(/^Reminder: /)).toBeTruthy();
    });

    it('are of the latest message where they say nothing else, or of the one that is answered', async () => {
      stage.server.messages.splice(0, Infinity, messageOf({ id: 7, seq: 1, text: 'call the vendor' }));
      await stage.session.timelines.latest('channel:1');
      await write('/remind in 20 minutes{Enter}');
      expect(await screen.findByText(/^Reminder: /)).toBeTruthy();
      expect(stage.asked.filter((url) => url.endsWith('/messages/7/reminder'))).toHaveLength(1);
      expect(stage.said).toEqual([{ at: expect.any(Number) }]);
    });

    it('say what is missing, and keep the text', async () => {
      await write('/remind printer{Enter}');
      expect(await screen.findByText(/^Type when/)).toBeTruthy();
      await userEvent.clear(screen.getByRole('textbox'));
      await userEvent.type(screen.getByRole('textbox'), '/remind in 500 days printer{Enter}');
      expect(await screen.findByText('Choose a time within the next 365 days.')).toBeTruthy();
      await userEvent.clear(screen.getByRole('textbox'));
      await userEvent.type(screen.getByRole('textbox'), '/remind @bob tomorrow{Escape}{Enter}');
      expect(await screen.findByText(/^You can only set reminders for yourself/)).toBeTruthy();
      expect(stage.said).toEqual([]);
    });
  });
});
