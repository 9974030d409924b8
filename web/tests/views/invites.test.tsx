import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { registry } from '../../src/app/features';
import { InviteDialog } from '../../src/features/invites/InviteDialog';
import { InviteLinksDialog } from '../../src/features/invites/InviteLinksDialog';
import { parsePlace } from '../../src/shared/hooks/view/address';
import type { Invite } from '../../src/core/protocol/generated';
import { channelOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const TOKEN = '0123456789abcdef';

function inviteOf(change: Partial<Invite> = {}): Invite {
  return { id: 3, token: TOKEN, channelId: 1, createdBy: 'bob', createdAt: 1, expiresAt: null, maxUses: null, uses: 2, ...change };
}

function refused(code: string, status: number): Response {
  return Response.json({ code, detail: 'no', status, title: 'no', type: 'about:blank' }, { status });
}

describe('invite links', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
  });

  it('are created once by a double click', async () => {
    let created = 0;
    stage.answer('GET', '/api/chat/channels/1/invites', () => ({ items: [] }));
    stage.answer('POST', '/api/chat/channels/1/invites', () => {
      created += 1;
      return inviteOf();
    });
    stage.show(<InviteLinksDialog channelId={1} />);
    await userEvent.dblClick(await screen.findByRole('button', { name: 'Create link' }));
    await waitFor(() => expect(created).toBe(1));
    // One that is wanted later is made.
    await userEvent.click(screen.getByRole('button', { name: 'Create link' }));
    await waitFor(() => expect(created).toBe(2));
  });

  it('are created with limits, copied and revoked', async () => {
    const user = userEvent.setup();
    let items: Invite[] = [];
    stage.answer('GET', '/api/chat/channels/1/invites', () => ({ items }));
    stage.answer('POST', '/api/chat/channels/1/invites', () => {
      items = [inviteOf({ maxUses: 5 })];
      return inviteOf({ maxUses: 5 });
    });
    stage.answers['DELETE /api/chat/invites/3'] = () => {
      items = [];
      return new Response(null, { status: 204 });
    };
    stage.show(<InviteLinksDialog channelId={1} />);
    await screen.findByText('No links yet.');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Can be used' }), '5 times');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Expires' }), 'Never');
    await user.click(screen.getByRole('button', { name: 'Create link' }));
    await screen.findByText(/Used 2 of 5×/);
    expect(stage.said.at(-1)).toEqual({ maxUses: 5 });
    expect(await navigator.clipboard.readText()).toMatch(new RegExp(`/chat/invite/${TOKEN}$`, 'u'));
    // Where the browser does not copy, the link is shown, as long as it leads somewhere.
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('denied'));
    await user.click(screen.getByRole('button', { name: 'Copy link' }));
    expect((await screen.findByRole<HTMLInputElement>('textbox')).value).toMatch(new RegExp(`/chat/invite/${TOKEN}$`, 'u'));
    // The page asks first, and the link stays where one thinks better of it.
    await user.click(screen.getByRole('button', { name: 'Revoke' }));
    await user.click(within(await screen.findByRole('dialog', { name: 'Revoke this link?' })).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Revoke this link?' })).toBeNull());
    expect(items).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Revoke' }));
    await user.click(within(await screen.findByRole('dialog', { name: 'Revoke this link?' })).getByRole('button', { name: 'Revoke' }));
    await screen.findByText('No links yet.');
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('are those of this moment, whoever creates and revokes them', async () => {
    let items: Invite[] = [];
    stage.answer('GET', '/api/chat/channels/1/invites', () => ({ items }));
    stage.show(<InviteLinksDialog channelId={1} />);
    await screen.findByText('No links yet.');
    items = [inviteOf()];
    act(() => stage.server.publish('invite_created', { inviteId: 3, by: 'bob' }));
    await screen.findByRole('button', { name: 'Revoke' });
    items = [];
    act(() => stage.server.publish('invite_revoked', { inviteId: 3, by: 'bob' }));
    await screen.findByText('No links yet.');
  });

  it('lead to what they invite to, and let in', async () => {
    const channel = { id: 9, name: 'network', type: 'private' as const };
    stage.answer('GET', `/api/chat/invites/${TOKEN}`, { channel, memberCount: 3, createdBy: 'bob', expiresAt: null, member: false });
    stage.answer('POST', `/api/chat/invites/${TOKEN}/accept`, channelOf({ ...channel }));
    stage.show(<InviteDialog token={TOKEN} />);
    await screen.findByText('network');
    expect(screen.getByText('3 members')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Join channel' }));
    await waitFor(() => expect(stage.session.store.state.channels[9]?.name).toBe('network'));
    // Nobody has added them: they are not told that somebody did.
    expect([...stage.session.joinedHere]).toEqual([9]);
  });

  it.each([
    ['not_found', 404, /isn’t valid/],
    ['conflict', 409, /no longer works/],
  ])('say why they do not work: %s', async (code, status, words) => {
    stage.answers[`GET /api/chat/invites/${TOKEN}`] = () => refused(code, status);
    stage.show(<InviteDialog token={TOKEN} />);
    expect((await screen.findByRole('alert')).textContent).toMatch(words);
    // Nobody is invited by it.
    expect(screen.getByRole('dialog', { name: 'Invite link' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Join channel' })).toBeNull();
  });

  it('have an address of their own', () => {
    const place = parsePlace(new URL(`https://chat.test/chat/invite/${TOKEN}`), registry);
    expect(place.dialog).toEqual({ name: 'invite', token: TOKEN });
  });
});
