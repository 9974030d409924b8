import { describe, expect, it, vi } from 'vitest';

import { channelOf, messageOf, personOf } from '../fakes/samples';
import { contracted } from '../fakes/contract';
import { DEADLINE, json, useStage } from './stage';

describe('a conversation in the widget with unread messages', () => {
  const stage = useStage();
  const { all, appear, found, press, texts, type } = stage;

  it('opens at the first of many unread messages, and reads none that was not seen', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    const all500 = Array.from({ length: 500 }, (_, index) => messageOf({ id: index + 1, seq: index + 1, text: `message ${index + 1}` }));
    const asked: string[] = [];
    stage.server.channel = channelOf({ id: 1, seq: 500, lastReadSeq: 300, unreadCount: 200 });
    vi.stubGlobal('fetch', contracted((input: URL | string) => {
      const { pathname, search, searchParams } = new URL(String(input));
      if (pathname.endsWith('/me')) return json({ user: personOf('alice'), permissions: [] });
      if (pathname.endsWith('/threads')) return json({ items: [], unreadThreads: 0 });
      if (pathname.endsWith('/notifications')) return json({ items: [], unreadCount: 0 });
      if (!pathname.endsWith('/messages')) return json({ items: [] });
      asked.push(search);
      const [around, after] = [Number(searchParams.get('around')), Number(searchParams.get('after'))];
      const from = around > 0 ? around - 25 : after > 0 ? after : 450;
      const items = all500.slice(from, from + 50);
      return json({ items, hasBefore: true, hasAfter: from + 50 < 500 });
    }));
    appear();
    stage.widget.open();
    await found('.bubble', 'message 301');
    const line = await found('.line.new', 'New');
    expect(line.nextElementSibling?.textContent).toContain('message 301');
    expect(line.previousElementSibling?.textContent).toContain('message 300');
    const log = await found('.log');
    for (const [name, value] of Object.entries({ clientHeight: 100, scrollHeight: 1000 })) Object.defineProperty(log, name, { value, configurable: true });
    // At the end of what is loaded there is more.
    log.scrollTop = 900;
    log.dispatchEvent(new Event('scroll'));
    await found('.bubble', 'message 375');
    expect(log.scrollTop).toBe(900);
    expect(stage.server.commands.some(({ name }) => name === 'mark_read')).toBe(false);
    (await found('.below', 'New messages')).click();
    await found('.bubble', 'message 500');
    expect(texts('.bubble')[0]).toBe('message 451');
    await vi.waitFor(() => expect(stage.server.commands.findLast(({ name }) => name === 'mark_read')?.data['seq']).toBe(500), DEADLINE);
    expect(asked).toEqual(['?around=300&limit=50', '?after=325&limit=50', '?limit=50']);
  });

  it('shows the end once it is online again, where somebody wrote without a connection amid what was unread', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    const all60 = Array.from({ length: 60 }, (_, index) => messageOf({ id: index + 1, seq: index + 1, text: `message ${index + 1}` }));
    stage.server.channel = channelOf({ id: 1, seq: 60, lastReadSeq: 0, unreadCount: 60 });
    vi.stubGlobal('fetch', contracted((input: URL | string) => {
      const { pathname, searchParams } = new URL(String(input));
      if (!stage.server.up) throw new TypeError('offline');
      if (pathname.endsWith('/me')) return json({ user: personOf('alice'), permissions: [] });
      if (pathname.endsWith('/threads')) return json({ items: [], unreadThreads: 0 });
      if (pathname.endsWith('/notifications')) return json({ items: [], unreadCount: 0 });
      if (!pathname.endsWith('/messages')) return json({ items: [] });
      if (searchParams.has('before')) return json({ items: [], hasBefore: false, hasAfter: true });
      const around = searchParams.has('around');
      return json({ items: around ? all60.slice(0, 24) : [...all60.slice(24), ...stage.server.messages], hasBefore: !around, hasAfter: around });
    }));
    appear();
    stage.widget.open();
    await found('.bubble', 'message 24');
    await found('.below', 'New messages');
    const log = await found('.log');
    for (const [name, value] of Object.entries({ clientHeight: 100, scrollHeight: 1000 })) Object.defineProperty(log, name, { value, configurable: true });
    stage.server.up = false;
    stage.server.drop();
    await found('.notice', 'No connection');
    await type('written offline');
    await press('Enter');
    await found('.by', 'Waiting for the connection…');
    log.scrollTop = 900;
    log.dispatchEvent(new Event('scroll'));
    stage.server.up = true;
    (await found('.notice button')).click();
    await found('.bubble', 'message 60');
  });

  it('shows what is new to someone who never read a conversation, and to nobody where all is read', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.server.channel = channelOf({ id: 1, seq: 1, unreadCount: 1 });
    stage.history = [messageOf({ text: 'hello' })];
    appear();
    stage.widget.open();
    await found('.line.new', 'New');
    stage.widget.remove();
    stage.clear();
    stage.set();
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.history = [messageOf({ text: 'hello' })];
    appear();
    stage.widget.open();
    await found('.bubble', 'hello');
    expect(all('.line.new')).toEqual([]);
  });
});
