// Do not disturb, the preferences of notifications, and those of one conversation.

import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Preferences } from '../../src/core/protocol/generated';
import { ChannelNotificationsDialog } from '../../src/features/notifications/ChannelNotificationsDialog';
import { DoNotDisturb } from '../../src/features/notifications/DoNotDisturb';
import { PreferencesDialog } from '../../src/features/notifications/PreferencesDialog';
import { QuietMark } from '../../src/features/notifications/QuietMark';
import { ConversationMenu } from '../../src/features/channels/ConversationMenu';
import { useView } from '../../src/shared/hooks/view/view';
import { channelOf, preferencesOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('the settings of notifications', () => {
  let stage: Stage;
  let preferences: Preferences;

  beforeEach(async () => {
    stage = await setStage();
    preferences = preferencesOf({ keywords: ['printer'] });
    stage.server.preferences = preferences;
    stage.answer('GET', '/api/chat/preferences', () => stage.server.preferences);
  });

  afterEach(() => {
    cleanup();
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  const sent = (name: string): unknown[] => stage.server.commands.filter((command) => command.name === name).map(({ data }) => data);
  const told = (change: Partial<Preferences>): void =>
    act(() => stage.server.tell('preferences_updated', { preferences: { ...preferences, ...change } } as never));
  const group = (name: string) => within(screen.getByRole('group', { name }));

  it.each([
    ['the time', '2026-03-02T12:00:30', /^On until 12:30 PM$/],
    ['and the date where it is another day', '2026-03-02T23:45:30', /^On until Mar 3, 12:15 AM$/],
  ])('silence notifications for a while, at once, and say until when on every device: %s', async (_, now, until) => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
    stage.show(<><DoNotDisturb /><QuietMark /></>);
    await screen.findByText('Off. You’re notified as usual.');
    await waitFor(() => expect((screen.getByRole('group') as HTMLFieldSetElement).disabled).toBe(false));
    await userEvent.click(screen.getByRole('button', { name: '30 minutes' }));
    await waitFor(() => expect(sent('set_preferences')).toHaveLength(1));
    const [{ dndUntil = 0 }] = sent('set_preferences') as [{ dndUntil?: number }];
    // By the server's clock, which the page knows to a few milliseconds.
    expect(Math.abs(dndUntil - Date.now() - 30 * 60_000)).toBeLessThan(10_000);
    told({ dndUntil });
    await screen.findByText(until);
    expect(screen.getAllByText('Do not disturb').length).toBeGreaterThan(1);
    await userEvent.click(screen.getByRole('button', { name: 'Turn off' }));
    await waitFor(() => expect(sent('set_preferences').at(-1)).toEqual({ dndUntil: null }));
    told({ dndUntil: null });
    await screen.findByText('Off. You’re notified as usual.');
  });

  it('silence notifications until a time of one’s own, which must lie ahead', async () => {
    stage.show(<DoNotDisturb />);
    await userEvent.click(await screen.findByRole('button', { name: 'Custom…' }));
    fireEvent.change(screen.getByLabelText('Until'), { target: { value: '2001-01-01T10:00' } });
    fireEvent.submit(screen.getByLabelText('Until'));
    fireEvent.change(screen.getByLabelText('Until'), { target: { value: '2099-01-01T10:00' } });
    fireEvent.submit(screen.getByLabelText('Until'));
    await waitFor(() => expect(sent('set_preferences')).toEqual([{ dndUntil: new Date('2099-01-01T10:00').getTime() }]));
  });

  it('send only what was changed', async () => {
    stage.show(<PreferencesDialog />);
    const keywords = await screen.findByRole('textbox', { name: 'Keywords' });
    expect((keywords as HTMLTextAreaElement).value).toBe('printer');
    await userEvent.type(keywords, ', region 7,,');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Play a sound' }));
    // What another device changes meanwhile is shown, and is not taken back.
    told({ desktop: false });
    await waitFor(() => expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Show desktop notifications' }).checked).toBe(false));
    await waitFor(() => expect(sent('set_preferences')).toEqual([{ keywords: ['printer', 'region 7'] }, { sound: false }]));
    expect((keywords as HTMLTextAreaElement).value).toBe('printer, region 7');
  });

  it('save what is being changed when they are closed', async () => {
    stage.show(<PreferencesDialog />);
    const keywords = await screen.findByRole('textbox', { name: 'Keywords' });
    await userEvent.type(keywords, ', vpn');
    fireEvent.click(screen.getByRole('checkbox', { name: 'Silence notifications on a schedule' }));
    cleanup();
    await waitFor(() => expect(sent('set_preferences')).toHaveLength(1));
    expect(sent('set_preferences')).toMatchObject([{ keywords: ['printer', 'vpn'], quietHours: { from: '22:00', to: '07:00' } }]);
  });

  it('refuse keywords that the server would refuse, and keep what was typed and the others', async () => {
    stage.show(<PreferencesDialog />);
    const keywords = await screen.findByRole('textbox', { name: 'Keywords' });
    fireEvent.change(keywords, { target: { value: 'x'.repeat(51) } });
    fireEvent.blur(keywords);
    expect(screen.getByRole('alert').textContent).toBe('A keyword can have at most 50 characters.');
    fireEvent.change(keywords, { target: { value: '!!' } });
    expect(screen.getByRole('alert').textContent).toBe('“!!” must contain a letter or a digit.');
    fireEvent.change(keywords, { target: { value: Array.from({ length: 51 }, (_, index) => `k${index}`).join(',') } });
    expect(screen.getByRole('alert').textContent).toBe('You can have at most 50 keywords.');
    fireEvent.change(keywords, { target: { value: 'vpn, !!' } });
    fireEvent.blur(keywords);
    expect((keywords as HTMLTextAreaElement).value).toBe('vpn, !!');
    expect(sent('set_preferences')).toEqual([]);
    cleanup();
    await waitFor(() => expect(sent('set_preferences')).toEqual([{ keywords: ['vpn'] }]));
  });

  it('set quiet hours with days and a zone', async () => {
    stage.show(<PreferencesDialog />);
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Silence notifications on a schedule' }));
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '21:30' } });
    expect(screen.getByText('Ends on the next day.')).toBeTruthy();
    await userEvent.click(group('Days on which quiet hours begin').getByRole('checkbox', { name: 'Sunday' }));
    await userEvent.selectOptions(screen.getByLabelText('Time zone'), 'Europe/Berlin');
    await waitFor(() => expect(sent('set_preferences').slice(-1)).toEqual([{ quietHours: { from: '21:30', to: '07:00', days: [1, 2, 3, 4, 5, 6], tz: 'Europe/Berlin' } }]));
  });

  it('ask for the browser’s permission on a click, and explain when it is denied', async () => {
    const ask = vi.fn(async () => {
      Fake.permission = 'denied';
      return Fake.permission;
    });
    const Fake: { permission: NotificationPermission; requestPermission: typeof ask } = { permission: 'default', requestPermission: ask };
    vi.stubGlobal('Notification', Fake);
    vi.stubGlobal('isSecureContext', true);
    stage.show(<PreferencesDialog />);
    const allow = await screen.findByRole('button', { name: 'Allow in this browser' });
    expect(ask).not.toHaveBeenCalled();
    await userEvent.click(allow);
    await screen.findByText(/This browser blocks notifications/);
  });

  it('of one conversation say which messages notify, and whether it is muted', async () => {
    stage.show(<ChannelNotificationsDialog channelId={1} />);
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /^Mentions/ }).checked).toBe(true);
    await userEvent.click(screen.getByRole('radio', { name: /^All messages/ }));
    await userEvent.click(within(screen.getByRole('group', { name: 'Mute conversation' })).getByRole('radio', { name: 'Until I turn it back on' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent('set_channel_preferences')).toEqual([{ channelId: 1, notify: 'all', muted: true }]));
  });

  it('of one conversation say until when it is muted, and leave that as it is unless something else is chosen', async () => {
    const until = new Date();
    until.setHours(23, 59, 30, 0);
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ muted: true, mutedUntil: until.getTime() }) });
    stage.show(<ChannelNotificationsDialog channelId={1} />);
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Until 11:59 PM' }).checked).toBe(true);
    await userEvent.click(screen.getByRole('radio', { name: 'Off' }));
    await userEvent.click(screen.getByRole('radio', { name: 'Until 11:59 PM' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent('set_channel_preferences')).toEqual([{ channelId: 1 }]));
    await userEvent.click(screen.getByRole('radio', { name: 'Off' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent('set_channel_preferences').at(-1)).toEqual({ channelId: 1, muted: false }));
  });

  it('of one conversation are opened from its menu', async () => {
    function Opened() {
      return <output>{JSON.stringify(useView((view) => view.dialog))}</output>;
    }
    stage.show(<><ConversationMenu channelId={1} spot={{ left: 0, top: 0, right: 0 }} /><Opened /></>);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Notifications…' }));
    expect(document.querySelector('output')?.textContent).toBe('{"name":"channel_notifications","channelId":1}');
  });
});
