import { describe, expect, it } from 'vitest';

import { typingOf } from '../../../tests/fakes/samples';
import { settle, useSessionStage } from '../../../tests/fakes/session';

describe('a session', () => {
  const stage = useSessionStage();

  it('asks once for whom a message names, and never for the domain of a mail address', async () => {
    stage.server.mentionable = ['eve', 'bob', 'kim'];
    stage.server.post('@eve, write to help@example.com and @bob.');
    stage.askedFor = [];
    await stage.online();
    stage.server.post('@eve @nobody (@kim) mail a@b.example @');
    await settle();
    expect(stage.askedFor.filter((name) => name !== 'alice')).toEqual(['bob', 'eve', 'kim']);
  });

  it('receives what others write', async () => {
    await stage.online();
    stage.server.post('one');
    stage.server.post('two');
    expect(stage.texts()).toEqual(['one', 'two']);
    expect(stage.session.store.state.channels[1]?.unreadCount).toBe(2);
  });

  it('no longer counts an unread message that was deleted', async () => {
    await stage.online();
    stage.server.post('gone soon');
    stage.server.mentions = 1;
    const last = stage.server.post('@alice, a slip');
    stage.server.tell('notification', { kind: 'mention', channelId: 1, messageId: last.id, messageSeq: last.seq, from: 'bob' });
    expect(stage.session.store.state.channels[1]).toMatchObject({ unreadCount: 2, mentionCount: 1 });
    stage.server.mentions = 0;
    stage.server.remove(last);
    await settle();
    expect(stage.session.store.state.channels[1]).toMatchObject({ unreadCount: 1, mentionCount: 0, lastReadSeq: 0 });
  });

  it.each([{ muted: true, notify: 'mentions' }, { muted: false, notify: 'none' }] as const)('has mentions counted of which no notification tells (%o)', async (chosen) => {
    stage.server.mentionable = ['alice'];
    Object.assign(stage.server.channel, chosen);
    await stage.online();
    stage.server.mentions = 1;
    stage.server.post('@alice, a word');
    await settle();
    expect(stage.session.store.state.channels[1]).toMatchObject({ unreadCount: 1, mentionCount: 1, lastReadSeq: 0 });
  });

  it('says now and then that the user is there', async () => {
    await stage.online();
    const told = (): number => stage.server.commands.filter(({ name }) => name === 'update_presence').length;
    for (let use = 0; use < 3; use += 1) stage.session.activity.note();
    await settle();
    expect(told()).toBe(1);
    await settle(60_000);
    stage.session.activity.note();
    await settle();
    expect(told()).toBe(2);
  });

  it('holds on to what was read while the server still tells of before', async () => {
    await stage.online();
    for (const text of ['one', 'two', 'three']) stage.server.post(text);
    stage.session.reading.read(1, 1);
    stage.session.reading.read(1, 3);
    stage.server.tell('read_updated', { channelId: 1, lastReadSeq: 1, unreadCount: 2, mentionCount: 0, countedSeq: 3 });
    expect(stage.session.store.state.channels[1]).toMatchObject({ lastReadSeq: 3, unreadCount: 0 });
  });

  it('does not tell for the next user what the one before has read', async () => {
    await stage.online();
    const { seq } = stage.server.post('one');
    stage.server.up = false;
    stage.server.drop();
    stage.session.reading.read(1, seq);
    await settle();
    await stage.session.logout(false);
    stage.server.up = true;
    stage.session.start();
    await settle(60_000);
    expect(stage.session.store.state.phase.name).toBe('online');
    expect(stage.server.commands.map(({ name }) => name)).not.toContain('mark_read');
    expect(stage.session.store.state.channels[1]?.lastReadSeq).toBe(0);
  });

  it('says that the user types every three seconds only', async () => {
    await stage.online();
    const started = (): number => stage.server.commands.filter((command) => command.name === 'typing_start').length;
    stage.session.sending.typing.start('channel:1', 0);
    stage.session.sending.typing.start('channel:1', 1000);
    stage.session.sending.typing.start('channel:1', 2999);
    stage.session.sending.typing.start('channel:1', 3001);
    await settle();
    expect(started()).toBe(2);
  });

  it('stops saying that the user types only where they stop', async () => {
    await stage.online();
    stage.session.sending.typing.start('channel:1', 0);
    stage.session.sending.typing.stop('channel:2');
    await stage.session.sending.send('channel:2', 'elsewhere');
    stage.session.sending.typing.stop('channel:1');
    await settle();
    const typing = stage.server.commands.filter(({ name }) => name.startsWith('typing')).map(({ name, data }) => [name, data['channelId']]);
    expect(typing).toEqual([['typing_start', 1], ['typing_stop', 1]]);
  });

  it('lets typing expire', async () => {
    await stage.online();
    for (const socket of stage.server.sockets) socket.event('user_typing', typingOf('bob'));
    expect(Object.keys(stage.session.store.state.typing['channel:1'] ?? {})).toEqual(['bob']);
    await settle(8000);
    expect(stage.session.store.state.typing).toEqual({});
  });

  it('gathers read positions and never moves back by itself', async () => {
    await stage.online();
    stage.server.post('one');
    stage.server.post('two');
    stage.server.post('three');
    for (const seq of [1, 2, 3, 1]) stage.session.reading.read(1, seq);
    expect(stage.session.store.state.channels[1]).toMatchObject({ lastReadSeq: 3, unreadCount: 0 });
    await settle(1000);
    const marks = stage.server.commands.filter((command) => command.name === 'mark_read');
    expect(marks.map((command) => command.data['seq'])).toEqual([1, 3]);
  });
});
