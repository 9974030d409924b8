import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Dialogs } from '../../src/app/Dialogs';
import type { ChannelView } from '../../src/core/protocol/generated';
import { useView } from '../../src/shared/hooks/view/view';
import frame from '../../src/shared/ui/DialogFrame.module.css';
import styles from '../../src/shared/ui/Choices.module.css';
import { ChannelSettingsDialog } from '../../src/features/channels/ChannelSettingsDialog';
import { channelOf, memberOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

/** The settings, and whichever dialog they lead to. */
function Page() {
  const dialog = useView((view) => view.dialog);
  const pane = useView((view) => view.pane?.name);
  return (
    <>
      <output>{pane}</output>
      {dialog === null ? <ChannelSettingsDialog channelId={1} /> : <Dialogs dialog={dialog} />}
    </>
  );
}

describe('the settings of a channel', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.answer('PUT', '/api/chat/channels/1', channelOf({ role: 'owner', active: false }));
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  const show = (channel: Partial<ChannelView>): void => {
    act(() => stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf(channel) }));
    stage.show(<Page />);
  };

  it('are there to be read by whoever may not change them, with the reason', () => {
    show({ description: 'Printers', readOnly: true });
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.queryByRole('checkbox')).toBeNull();
    expect(screen.getByText('Printers')).toBeTruthy();
    expect(screen.getByText('Only the channel’s admins can change this.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Archive channel' })).toBeNull();
  });

  it('say at the field that a name is missing, until one is written', async () => {
    show({ role: 'owner' });
    const field = screen.getByRole('textbox', { name: 'Name' });
    await userEvent.clear(field);
    await userEvent.type(field, '  #');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    const problem = screen.getByText('Enter a name.');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(field.getAttribute('aria-describedby')).toContain(problem.id);
    expect(stage.said).toEqual([]);
    await userEvent.type(field, 'p');
    expect(screen.queryByText('Enter a name.')).toBeNull();
  });

  it('make a channel one for announcements', async () => {
    show({ role: 'owner' });
    const box = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Only admins can post' });
    expect(box.checked).toBe(false);
    await userEvent.click(box);
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(stage.said.at(-1)).toMatchObject({ readOnly: true }));
  });

  it('keep what leaves and archives a channel apart from Save, each with what it does', () => {
    show({ role: 'owner' });
    const zone = frame.dangerZone ?? '';
    const rows = [...(document.querySelector(`.${zone}`)?.children ?? [])];
    expect(rows.map((row) => [row.querySelector('p')?.textContent, within(row as HTMLElement).getByRole('button').textContent])).toEqual([
      ['You can join again at any time.', 'Leave channel'],
      ['Nobody can post any more, but everyone can still read it.', 'Archive channel'],
    ]);
    expect(screen.getByRole('button', { name: 'Save' }).closest(`.${zone}`)).toBeNull();
    // Enter in a field must never end up there.
    expect(document.querySelector(`form .${zone}, .${zone} [type=submit]`)).toBeNull();
  });

  it('explain who can see a channel, in a row for each choice', () => {
    show({ role: 'owner' });
    const choices = screen.getByRole('group', { name: 'Who can see it' });
    expect(choices.className).toBe(styles.rows);
    const explained = within(choices).getAllByRole('radio').map((radio) => [radio.nextElementSibling?.firstChild?.textContent, radio.closest('label')?.querySelector('small')?.textContent]);
    expect(explained).toEqual([
      ['Public', 'Everyone can find, read and join it.'],
      ['Private', 'Only its members can see it.'],
    ]);
  });

  it('ask before archiving', async () => {
    show({ role: 'owner' });
    await userEvent.click(screen.getByRole('button', { name: 'Archive channel' }));
    await screen.findByText('Archive #general?');
    expect(screen.getByText(/everyone can still read it/)).toBeTruthy();
    expect(stage.said).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Archive channel' }));
    expect(stage.said).toEqual([{ active: false }]);
  });

  it('say who can still read an archived private channel', async () => {
    show({ role: 'owner', type: 'private' });
    expect(screen.getByText(/its members can still read it/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Archive channel' }));
    await screen.findByText('Archive #general?');
    expect(screen.getByText(/its members can still read it/)).toBeTruthy();
    expect(screen.queryByText(/everyone can still read/)).toBeNull();
  });

  it.each([
    [{ type: 'public', memberCount: 3 }, 'You can join again at any time.'],
    [{ type: 'public', memberCount: 1 }, /Anyone can still find and join/],
    [{ type: 'private', memberCount: 3 }, /can come back only if a member adds you again/],
    [{ type: 'private', memberCount: 1 }, /nobody can find or read the channel any more/],
  ] as const)('say what leaving a channel means: %j', async (channel, consequence) => {
    show(channel);
    await userEvent.click(screen.getByRole('button', { name: 'Leave channel' }));
    await screen.findByText(consequence);
    expect(stage.server.commands.map(({ name }) => name)).not.toContain('leave_channel');
  });

  it.each([
    [['owner', 'member'], true],
    [['owner', 'owner'], false],
  ] as const)('let an owner leave only when there is another one: %j', async ([own, other], refused) => {
    stage.answer('GET', '/api/chat/channels/1/members', { items: [memberOf('alice', { role: own }), memberOf('bob', { role: other })] });
    show({ role: 'owner' });
    await userEvent.click(screen.getByRole('button', { name: 'Leave channel' }));
    await screen.findByText('Leave #general?');
    if (!refused) {
      await waitFor(() => expect(stage.asked.some((path) => path.includes('/members'))).toBe(true));
      expect(screen.getByRole('button', { name: 'Leave channel' })).toBeTruthy();
      return;
    }
    await screen.findByText(/You’re the only owner/);
    expect(screen.queryByRole('button', { name: 'Leave channel' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Choose an owner' }));
    expect(stage.server.commands.map(({ name }) => name)).not.toContain('leave_channel');
    await waitFor(() => expect(screen.getByRole('status', { hidden: true }).textContent).toBe('members'));
  });

  it('let an archived channel be brought back and nothing else', async () => {
    show({ role: 'owner', active: false });
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Leave channel' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Unarchive channel' }));
    expect(stage.said).toEqual([{ active: true }]);
  });

  describe('of a team', () => {
    const POSTS = 'Post to this channel about the team’s tickets';
    const team = { teamId: 'ITTS_Main', followsTeam: true, ticketEvents: ['created', 'comment'] } satisfies Partial<ChannelView>;

    it('say of which of its tickets’ events the channel is told', async () => {
      show({ ...team, role: 'owner' });
      const events = await screen.findByRole('group', { name: POSTS });
      const checked = (): (string | undefined)[] => within(events).getAllByRole('checkbox', { checked: true }).map((box) => box.closest('label')?.textContent);
      expect(checked()).toEqual(['New tickets', 'Comments']);
      await userEvent.click(within(events).getByRole('checkbox', { name: 'Escalations' }));
      await userEvent.click(within(events).getByRole('checkbox', { name: 'Comments' }));
      expect(checked()).toEqual(['New tickets', 'Escalations']);
      await userEvent.click(screen.getByRole('button', { name: 'Save' }));
      expect(stage.said).toEqual([expect.objectContaining({ ticketEvents: ['created', 'escalated'] })]);
    });

    it('leave that as it is unless something else is chosen', async () => {
      show({ ...team, role: 'owner' });
      await screen.findByRole('group', { name: POSTS });
      await userEvent.click(screen.getByRole('button', { name: 'Save' }));
      expect(stage.said).toEqual([expect.not.objectContaining({ ticketEvents: expect.anything() })]);
    });

    it('can be turned off altogether', async () => {
      show({ ...team, ticketEvents: ['created'], role: 'owner' });
      await userEvent.click(await screen.findByRole('checkbox', { name: 'New tickets' }));
      await userEvent.click(screen.getByRole('button', { name: 'Save' }));
      expect(stage.said).toEqual([expect.objectContaining({ ticketEvents: [] })]);
    });

    it('are read in words by whoever may not change them', async () => {
      show(team);
      expect((await screen.findByText(POSTS)).nextSibling?.textContent).toBe('New tickets and Comments');
      expect(screen.queryByRole('checkbox')).toBeNull();
    });

    it('say nothing of tickets where there are none, and for channels of no team', async () => {
      show({ role: 'owner' });
      await screen.findByRole('group', { name: 'Who can pin messages' });
      expect(screen.queryByRole('group', { name: POSTS })).toBeNull();
    });
  });
});
