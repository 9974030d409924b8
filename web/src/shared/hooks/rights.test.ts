import { describe, expect, it } from 'vitest';

import { channelOf } from '../../../tests/fakes/samples';
import { mayRemove, rightsIn } from './rights';

describe('what may be done with a channel', () => {
  it('grows from member over admin to owner', () => {
    const rights = (role: 'member' | 'admin' | 'owner' | null) => rightsIn(channelOf({ role }), []);
    expect(rights(null)).toEqual({ change: false, archive: false, leave: false, invite: false, appoint: false });
    expect(rights('member')).toEqual({ change: false, archive: false, leave: true, invite: true, appoint: false });
    expect(rights('admin')).toMatchObject({ change: true, archive: false, appoint: false });
    expect(rights('owner')).toMatchObject({ change: true, archive: true, appoint: true });
  });

  it('is everything but leaving for whoever manages channels without being in this one', () => {
    const rights = rightsIn(channelOf({ role: null }), ['chat.manage_channels']);
    expect(rights).toEqual({ change: true, archive: true, leave: false, invite: true, appoint: true });
  });

  it('is nothing in a conversation of two, leaving alone in a group, and in an archived channel bringing it back alone', () => {
    expect(Object.values(rightsIn(channelOf({ type: 'direct', role: 'owner' }), ['chat.manage_channels']))).not.toContain(true);
    const group = rightsIn(channelOf({ type: 'direct', group: true }), ['chat.manage_channels']);
    expect(group).toEqual({ change: false, archive: false, leave: true, invite: false, appoint: false });
    const archived = rightsIn(channelOf({ active: false, role: 'owner' }), []);
    expect(archived).toEqual({ change: false, archive: true, leave: false, invite: false, appoint: false });
  });
});

describe('removing somebody', () => {
  it('is for those above, and for moderators', () => {
    expect(mayRemove(channelOf({ role: 'admin' }), 'member', [])).toBe(true);
    expect(mayRemove(channelOf({ role: 'admin' }), 'admin', [])).toBe(false);
    expect(mayRemove(channelOf({ role: 'owner' }), 'admin', [])).toBe(true);
    expect(mayRemove(channelOf({ role: 'owner' }), 'owner', [])).toBe(false);
    expect(mayRemove(channelOf({ role: 'member' }), 'member', [])).toBe(false);
    expect(mayRemove(channelOf({ role: null }), 'owner', ['chat.moderate_channels'])).toBe(true);
  });

  it('is for nobody in a direct conversation or an archived channel', () => {
    const all = ['chat.manage_channels', 'chat.moderate_channels'];
    expect(mayRemove(channelOf({ type: 'direct', role: 'member' }), 'member', all)).toBe(false);
    expect(mayRemove(channelOf({ role: 'owner', active: false }), 'member', all)).toBe(false);
  });
});
