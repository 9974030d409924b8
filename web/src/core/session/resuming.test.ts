import { describe, expect, it } from 'vitest';

import { settle, useSessionStage } from '../../../tests/fakes/session';

describe('a session whose line is lost', () => {
  const stage = useSessionStage();

  it('waits for all parts of a snapshot, and keeps what it knows when they come again', async () => {
    stage.server.large = true;
    await stage.online();
    expect(Object.keys(stage.session.store.state.channels)).toEqual(['1']);
    expect(stage.session.store.state.presence['bob']?.status).toBe('busy');
    const known = stage.server.post('before the line died');
    await settle();
    stage.server.drop();
    const missed = stage.server.post('while it was dead');
    await settle(2000);
    expect(stage.server.resumePoints.at(-1)?.channels).toEqual({ 1: known.seq });
    expect(stage.texts()).toEqual([known.text, missed.text]);
  });

  it('notices a dead line when an answer is late, or when it is told to look', async () => {
    stage.server.heartbeatMs = 3_600_000;
    await stage.online();
    stage.server.mute = true;
    await stage.session.sending.send('channel:1', 'into the void');
    await settle(14_000);
    expect(stage.session.store.state.phase.name).toBe('online');
    await settle(8_000);
    expect(stage.session.store.state.phase.name).not.toBe('online');
    stage.server.mute = false;
    await settle(60_000);
    expect(stage.texts()).toEqual(['into the void']);
    stage.session.probe();
    await settle(7_000);
    expect(stage.session.store.state.phase.name).toBe('online');
    stage.server.mute = true;
    stage.session.probe();
    await settle(7_000);
    expect(stage.session.store.state.phase.name).not.toBe('online');
  });

  it('resumes after a lost line without losing or doubling anything', async () => {
    await stage.online();
    stage.server.post('before');
    stage.server.drop();
    stage.server.post('missed one');
    stage.server.post('missed two');
    expect(stage.session.store.state.phase.name).toBe('waiting');
    await settle(60_000);
    expect(stage.server.resumePoints.at(-1)).toEqual({ channels: { 1: 1 }, user: 0 });
    expect(stage.texts()).toEqual(['before', 'missed one', 'missed two']);
    stage.server.post('after');
    expect(stage.texts()).toEqual(['before', 'missed one', 'missed two', 'after']);
    expect(stage.session.store.state.positions[1]).toBe(4);
  });

  it('notices a gap and fills it', async () => {
    await stage.online();
    stage.server.post('one');
    stage.server.lose('lost on the way');
    stage.server.post('three');
    await settle(60_000);
    expect(stage.texts()).toEqual(['one', 'lost on the way', 'three']);
  });

  it('goes on over a number that is missing in its own stream', async () => {
    await stage.online();
    const read = { channelId: 1, lastReadSeq: 0, unreadCount: 0, mentionCount: 0, countedSeq: 0 };
    stage.server.drop();
    stage.server.tell('read_updated', { ...read, seq: 3 });
    await settle(60_000);
    expect(stage.server.resumePoints).toHaveLength(2);
    stage.server.tell('read_updated', { ...read, seq: 7 });
    await settle(60_000);
    expect(stage.server.resumePoints).toHaveLength(2);
    expect(stage.session.store.state.userSeq).toBe(7);
  });

  it('moves on for events that it does not know', async () => {
    await stage.online();
    stage.server.publish('thread_named', {});
    stage.server.post('after it');
    stage.server.tell('reminder_due', { channelId: 1 });
    for (const socket of stage.server.sockets) socket.event('weather_changed', { channelId: 1 });
    expect(stage.texts()).toEqual(['after it']);
    stage.server.drop();
    await settle(60_000);
    expect(stage.server.resumePoints.slice(1)).toEqual([{ channels: { 1: 2 }, user: 1 }]);
    expect(stage.session.store.state.channels[1]).toMatchObject({ seq: 2 });
  });

  it('asks for everything anew when a resume does not fill a gap', async () => {
    await stage.online();
    stage.server.post('one');
    stage.server.channel = { ...stage.server.channel, seq: 4 };
    stage.server.post('behind a hole');
    await settle(60_000);
    expect(stage.server.resumePoints.slice(1)).toEqual([{ channels: { 1: 1 }, user: 0 }, undefined]);
    expect(stage.session.store.state).toMatchObject({ phase: { name: 'online' }, positions: { 1: 5 } });
  });

  it('backs off when coming back leads nowhere', async () => {
    await stage.online();
    stage.server.hangUp = true;
    stage.server.drop();
    await settle(60_000);
    // The delays are random: about eight retries, and more than a hundred without backing off.
    expect(stage.server.resumePoints.length).toBeLessThan(20);
    stage.server.hangUp = false;
    await settle(60_000);
    expect(stage.session.store.state.phase.name).toBe('online');
    const before = stage.server.resumePoints.length;
    stage.server.drop();
    await settle(600);
    expect(stage.server.resumePoints.length).toBe(before + 1);
  });

  it('drops an event that it has seen', async () => {
    await stage.online();
    stage.server.post('one');
    const repeated = stage.server.log[0];
    for (const socket of stage.server.sockets) socket.event(String(repeated?.name), repeated?.data ?? {});
    expect(stage.texts()).toEqual(['one']);
    expect(stage.session.store.state.channels[1]?.unreadCount).toBe(1);
  });

  it('marks what is loaded stale when the server cannot say what was missed', async () => {
    await stage.online();
    stage.server.post('one');
    stage.server.forgetful = true;
    stage.server.drop();
    stage.server.post('two');
    await settle(60_000);
    expect(stage.session.store.state.timelines['channel:1']?.stale).toBe(true);
    await stage.session.timelines.latest('channel:1');
    expect(stage.session.store.state.timelines['channel:1']?.stale).toBe(false);
    expect(stage.texts()).toEqual(['one', 'two']);
  });

  it('comes back after bytes that are no frame', async () => {
    await stage.online();
    for (const socket of [...stage.server.sockets]) socket.deliverBytes(new Uint8Array([0xc1, 0xff]));
    stage.server.post('meanwhile');
    await settle(60_000);
    expect(stage.texts()).toEqual(['meanwhile']);
  });

  it('notices a line on which nothing arrives any more', async () => {
    await stage.online();
    for (const socket of stage.server.sockets) socket.onsent = null;
    await settle(2000);
    await settle(60_000);
    expect(stage.server.resumePoints).toHaveLength(2);
    expect(stage.session.store.state.phase.name).toBe('online');
  });

  it('does not come back after a bad token', async () => {
    stage.server.tokens.clear();
    stage.session.start();
    await settle(60_000);
    expect(stage.session.store.state.phase).toEqual({ name: 'ended', reason: 'bad_token' });
    expect(stage.server.commands).toHaveLength(1);
  });

  it('does not come back where it is refused, and keeps why', async () => {
    const said = 'An administrator has blocked you from the chat.';
    stage.server.refuseLogin = { code: 'forbidden', message: said };
    stage.session.start();
    await settle(60_000);
    expect(stage.session.store.state.phase).toEqual({ name: 'ended', reason: 'revoked', said });
    expect(stage.server.commands).toHaveLength(1);
  });

  it('does not come back after its access was revoked', async () => {
    await stage.online();
    stage.server.drop(4014);
    await settle(60_000);
    expect(stage.session.store.state.phase).toEqual({ name: 'ended', reason: 'revoked' });
  });

  it('keeps why its access was taken away', async () => {
    await stage.online();
    const message = 'Your role does not have access to the chat.';
    for (const socket of stage.server.sockets) socket.deliver([3, null, { code: 'forbidden', message }]);
    stage.server.drop(4014);
    expect(stage.session.store.state.phase).toEqual({ name: 'ended', reason: 'revoked', said: message });
  });
});
