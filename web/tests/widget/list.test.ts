import { describe, expect, it, vi } from 'vitest';

import { watchEdits } from '../fakes/edits';
import { channelOf, mentionsIn, messageOf, personOf } from '../fakes/samples';
import { contracted } from '../fakes/contract';
import { DEADLINE, json, useStage } from './stage';

describe('the list of conversations', () => {
  const stage = useStage();
  const { all, announce, appear, found, press, texts, type } = stage;

  it('lists the conversations with their last message, and opens one', async () => {
    appear();
    stage.widget.open();
    await found('.row', 'Bob Kowalski: see this');
    await found('.row', 'general');
    stage.history = [messageOf({ text: 'hello <b>there</b>' })];
    (await found('.row', 'general')).click();
    const bubble = await found('.bubble', 'hello <b>there</b>');
    expect(bubble.querySelector('b')).toBeNull();
    await found('.by', 'Bob Kowalski');
    (await found('.head button')).click();
    await found('.row', 'general');
  });

  it('names the people that a last message mentions', async () => {
    const text = '*@bob* and @stranger: look';
    stage.items = [channelOf({ lastMessage: messageOf({ userId: 'alice', text, mentions: mentionsIn(text, 'bob', 'stranger') }) })];
    appear();
    stage.widget.open();
    await found('.last', 'You: @Bob Kowalski and @stranger: look');
    // A session that begins with the first conversation knows fewer people.
    (await found('.row', 'general')).click();
    await found('.hint', 'No messages yet.');
    (await found('.head button')).click();
    await found('.last', 'You: @Bob Kowalski and @stranger: look');
  });

  it.each([
    ['a_b@c_d.org SELECT my_col*2', 'a_b@c_d.org SELECT my_col*2'],
    ['2*3*4, a * b * c', '2*3*4, a * b * c'],
    ['C:\\my_dir\\file_1.txt *.log *.txt', 'C:\\my_dir\\file_1.txt *.log *.txt'],
    ['srv_db_01 ~x, _id, __init__.py', 'srv_db_01 ~x, _id, __init__.py'],
    ['**bold** and _italic words_, `code`: ~~gone~~ ***both***', 'bold and italic words, code: gone both'],
    ['see *this*. `a_b_c`, and _that_', 'see this. a_b_c, and that'],
    ['```\nls *.log\n```', 'ls *.log'],
  ])('takes the marks of formatting out of a last message, and nothing else: %s', async (text, shown) => {
    stage.items = [channelOf({ lastMessage: messageOf({ userId: 'alice', text }) })];
    appear();
    stage.widget.open();
    await vi.waitFor(() => expect(texts('.last').map((last) => last.replaceAll(/\s+/g, ' ').trim())).toEqual([`You: ${shown}`]));
  });

  it('tells public channels from private ones and those of tickets, as the page does', async () => {
    stage.items = [
      channelOf({ id: 1, name: 'leads', type: 'private' }),
      channelOf({ id: 2, name: 'general' }),
      channelOf({ id: 3, name: 'HD-250819-138 No network', type: 'private', ticket: 'HD-250819-138' }),
    ];
    stage.server.channel = channelOf({ id: 1, name: 'leads', type: 'private' });
    appear();
    stage.widget.open();
    const sign = async (name: string): Promise<string | undefined> => (await found('.row', name)).querySelector('.sign')?.innerHTML;
    const [open, secret, ticket] = [await sign('general'), await sign('leads'), await sign('No network')];
    expect(open).toContain('#');
    expect([secret, ticket].join()).not.toContain('#');
    expect(new Set([secret, ticket]).size).toBe(2);
    (await found('.row', 'leads')).click();
    expect((await found('h2', 'leads')).querySelector('svg')?.outerHTML).toBe(secret);
  });

  it('lists without a session, over REST and the bell', async () => {
    appear();
    stage.widget.open();
    await found('.row', 'general');
    announce(channelOf({ id: 2, name: 'fresh', lastMessageAt: 9 }));
    await found('.row', 'fresh');
    for (const socket of stage.server.sockets) {
      socket.event('presence_updated', { user: 'bob', status: 'busy', statusMessage: '', lastActive: 1 });
    }
    announce(channelOf({ id: 3, type: 'direct', members: ['alice', 'bob'], lastMessageAt: 10 }));
    await found('.row .busy');
    // One connection all the while: the bell's.
    expect(stage.server.commands.map(({ name }) => name)).toEqual(['authenticate']);
  });

  it('says of nobody that they are there while the line is lost', async () => {
    stage.items = [channelOf({ id: 3, type: 'direct', members: ['alice', 'bob'], lastMessageAt: 10 })];
    stage.server.channel = channelOf({ id: 3, type: 'direct', members: ['alice', 'bob'], lastMessageAt: 10 });
    appear();
    stage.widget.open();
    // Heard once it has what reads it.
    await vi.waitFor(() => {
      for (const socket of stage.server.sockets) {
        socket.event('presence_updated', { user: 'bob', status: 'busy', statusMessage: '', lastActive: 1 });
      }
      expect(all('.row .busy')).toHaveLength(1);
    }, DEADLINE);
    (await found('.row', 'Bob Kowalski')).click();
    await found('.heading p', 'Mute');
    expect(all('.heading .dot')).toHaveLength(1);
    // There before it says anything, or screen readers would not say it.
    const bars = all('[role=status]').filter((bar) => !bar.hidden && bar.textContent === '');
    stage.server.up = false;
    stage.server.drop();
    expect(bars).toContain(await found('.notice', 'No connection'));
    expect(all('.heading .dot')).toEqual([]);
    expect(texts('.heading p')).toEqual(['Mute']);
    (await found('.head button')).click();
    await found('.row', 'Bob Kowalski');
    expect(texts('.row .sign')).toEqual(['']);
    expect(all('.row .dot')).toEqual([]);
  });

  it('lists whatever is unread, so that the badge counts nothing that is not found there', async () => {
    stage.items = [1, 2, 3, 4, 5, 6, 7].map((id) => channelOf({ id, name: `channel-${id}`, lastMessageAt: 100 - id }));
    stage.items[6] = channelOf({ id: 7, type: 'direct', members: ['alice', 'bob'], lastMessageAt: 1, unreadCount: 2 });
    // Hidden while it had unread messages: it comes back, and counts, with its next one.
    stage.items.push(channelOf({ id: 8, type: 'direct', members: ['alice', 'carol'], lastMessageAt: 200, unreadCount: 3, hidden: true }));
    appear();
    await vi.waitFor(() => expect(texts('.badge')).toEqual(['2']), DEADLINE);
    stage.widget.open();
    await found('.row', 'Bob Kowalski');
    expect(texts('.row .count')).toEqual(['2']);
    expect(texts('.total')).toEqual(['2']);
    expect(all('.row')).toHaveLength(6);
    expect(texts('.badge')).toEqual(['2']);
  });

  it('marks nothing as unread in a muted conversation but what mentions the user', async () => {
    stage.items = [
      channelOf({ id: 1, name: 'quiet', muted: true, unreadCount: 3, lastMessageAt: 9 }),
      channelOf({ id: 2, name: 'named', muted: true, unreadCount: 3, mentionCount: 1, lastMessageAt: 8 }),
    ];
    appear();
    stage.widget.open();
    expect((await found('.row', 'quiet')).querySelector('.count')).toBeNull();
    expect((await found('.row', 'named')).querySelector('.count')?.textContent).toBe('1');
  });

  it('sends a quick message without opening the conversation', async () => {
    appear();
    stage.widget.open();
    await type('on my way');
    await press('Enter');
    await found('.quick', 'Sent to #general');
    await vi.waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['on my way']), DEADLINE);
    expect(((await found('textarea')) as HTMLTextAreaElement).value).toBe('');
  });

  it('keeps a quick message that could not be sent, and sends it once under the same key', async () => {
    stage.failing = 1;
    appear();
    stage.widget.open();
    await type('on my way');
    await press('Enter');
    await found('.composer [role=alert]', 'Not sent');
    expect(((await found('textarea')) as HTMLTextAreaElement).value).toBe('on my way');
    await press('Enter');
    await found('.quick', 'Sent to #general');
    expect(stage.sent.map(({ message }) => message)).toEqual(['on my way', 'on my way']);
    expect(stage.sent[0]?.key).toBeTruthy();
    expect(stage.sent[1]?.key).toBe(stage.sent[0]?.key);
  });

  it('sends the indentation of the first line, too', async () => {
    appear();
    stage.widget.open();
    await type('\n   1  one\n  10  ten\n');
    await press('Enter');
    await found('.quick', 'Sent to #general');
    expect(stage.sent.map(({ message }) => message)).toEqual(['   1  one\n  10  ten']);
  });

  it('makes a new line on Enter in a code block that is open, and sends with Ctrl', async () => {
    appear();
    stage.widget.open();
    for (const fence of ['```', '~~~', '~~~\n```']) {
      await type(fence);
      expect(await press('Enter')).toBe(false);
    }
    await type('```\nx');
    expect(await press('Enter')).toBe(false);
    expect(await press('Enter', { ctrlKey: true })).toBe(true);
    await found('.quick', 'Sent to #general');
    await vi.waitFor(async () => expect(((await found('textarea')) as HTMLTextAreaElement).value).toBe(''), DEADLINE);
    await type('```\nx\n```');
    expect(await press('Enter')).toBe(true);
    await vi.waitFor(() => expect(stage.sent.map(({ message }) => message)).toEqual(['```\nx', '```\nx\n```']), DEADLINE);
  });

  it('pastes a terminal’s text without its control characters', async () => {
    appear();
    stage.widget.open();
    await type('it says ');
    const field = (await found('textarea')) as HTMLTextAreaElement;
    field.setSelectionRange(8, 8);
    const paste = (text: string): boolean => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      return field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    };
    const edits = watchEdits(() => field);
    expect(paste('\u001b[31mred\u001b[0m\u0007')).toBe(false);
    await vi.waitFor(() => expect(field.value).toBe('it says red'), DEADLINE);
    expect(edits).toEqual([['insertText', '', 'red']]);
    // What needs no change the browser pastes itself, so that it can be undone.
    expect(paste('plain\ntext')).toBe(true);
  });

  it('sends short codes as emoji, but not those in code', async () => {
    appear();
    stage.widget.open();
    await type('done :tada: `:tada:` at 10:30:15 :no_such_thing:');
    await press('Enter');
    await found('.quick', 'Sent to #general');
    expect(stage.sent.map(({ message }) => message)).toEqual(['done 🎉 `:tada:` at 10:30:15 :no_such_thing:']);
  });

  it('keeps whom a quick message goes to while one writes, whatever arrives', async () => {
    appear();
    stage.widget.open();
    await found('.row', 'general');
    await found('.quick textarea');
    const field = (await found('.quick textarea')) as HTMLTextAreaElement;
    const busy = (from: number, to: number, lastMessageAt = from): void => {
      for (let id = from; id <= to; id += 1) {
        announce(channelOf({ id, name: `other-${id}`, lastMessageAt }));
      }
    };
    const recipient = (): string => (all('.quick select')[0] as HTMLSelectElement).value;
    field.focus();
    busy(2, 2);
    await found('.row', 'other-2');
    expect(recipient()).toBe('1');
    await type('half a thou');
    // Now it is no longer among those that are listed.
    busy(3, 8);
    await found('.row', 'other-7');
    expect(texts('.row .who')).not.toContain('general');
    expect(all('.quick textarea')[0]).toBe(field);
    expect(stage.widget.shadowRoot?.activeElement).toBe(field);
    expect(field.value).toBe('half a thou');
    expect(recipient()).toBe('1');
    // Words hold it as well as the focus does.
    field.blur();
    busy(9, 9);
    await found('.row', 'other-9');
    expect(recipient()).toBe('1');
    expect(field.value).toBe('half a thou');
    await press('Enter');
    await found('.quick', 'Sent to #general');
    expect(stage.sent.map(({ message }) => message)).toEqual(['half a thou']);
    // Sent, and nobody is at it: the next words go there, too, also on the next page.
    busy(10, 10, Date.now() + 60_000);
    await found('.row', 'other-10');
    expect(recipient()).toBe('1');
    stage.widget.remove();
    appear();
    stage.widget.open();
    await found('.row', 'other-10');
    await found('.quick select');
    expect(recipient()).toBe('1');
  });

  it('does not send while a word is being composed, nor on Shift and Enter', async () => {
    appear();
    stage.widget.open();
    await type('かな');
    await press('Enter', { isComposing: true });
    // Safari's order: the composition ends before the key that ends it.
    await press('Enter', { keyCode: 229 });
    await press('Enter', { shiftKey: true });
    await type('かなです');
    await press('Enter');
    await vi.waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['かなです']), DEADLINE);
  });

  it('makes a new line on Enter where fingers type', async () => {
    const fine = window.matchMedia.bind(window);
    vi.stubGlobal('matchMedia', (query: string) => (query === '(pointer: coarse)' ? { matches: true } : fine(query)));
    appear();
    stage.widget.open();
    await type('first line');
    const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
    (await found('textarea')).dispatchEvent(enter);
    expect(enter.defaultPrevented).toBe(false);
    (await found('.send')).click();
    await found('.quick', 'Sent to #general');
    expect(stage.sent.map(({ message }) => message)).toEqual(['first line']);
  });

  it('shows nothing of what was asked for under another login', async () => {
    const answers: ((response: Response) => void)[] = [];
    const answer = (text: string): Response => new Response(JSON.stringify({ items: [channelOf({ lastMessage: messageOf({ text }) })] }));
    vi.stubGlobal('fetch', contracted((input: URL | string) => {
      const { pathname } = new URL(String(input));
      if (pathname.endsWith('/me')) return json({ user: personOf('alice'), permissions: [] });
      return pathname.endsWith('/channels') ? new Promise<Response>((resolve) => answers.push(resolve)) : json({ items: [] });
    }));
    sessionStorage.setItem('orvale-chat.open', '1');
    stage.server.tokens.add('another');
    appear();
    await vi.waitFor(() => expect(answers).toHaveLength(1), DEADLINE);
    localStorage.setItem('authToken', 'another');
    await vi.waitFor(() => expect(answers).toHaveLength(2), DEADLINE);
    answers[1]?.(answer('for this one'));
    await found('.row', 'for this one');
    answers[0]?.(answer('for the other'));
    // Its answer is read and shown in turns of their own.
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(texts('.row').join(' ')).toContain('for this one');
  });
});
