import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { writtenIn } from '../../src/core/formatting/written';
import { MessageInput } from '../../src/features/composer/MessageInput';
import { receiveFiles } from '../../src/shared/hooks/given-files';
import { watchEdits } from '../fakes/edits';
import { channelOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('the text in the composer', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
  });

  const sent = (): unknown[] => stage.server.commands.filter(({ name }) => name === 'send_message').map(({ data }) => data);
  const box = (): HTMLTextAreaElement => screen.getByRole('textbox');

  it('does not send what is empty or too long, and says how much too long', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), '   {Enter}');
    expect(screen.getByRole('button', { name: 'Send' }).hasAttribute('disabled')).toBe(true);
    await userEvent.clear(box());
    await userEvent.click(box());
    await userEvent.paste('x'.repeat(5003));
    await screen.findByText('3 characters too many');
    await userEvent.keyboard('{Enter}');
    expect(stage.server.messages).toEqual([]);
  });

  it('sends typed short codes as emoji, once, although their meaning comes late', async () => {
    let answer = (_response: Response): void => undefined;
    const fetched = vi.fn(() => new Promise<Response>((resolve) => (answer = resolve)));
    vi.stubGlobal('fetch', fetched);
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'done :tada:{Enter}{Enter}');
    expect(box().value).toBe('done :tada:');
    await userEvent.type(box(), ' all of it');
    await waitFor(() => expect(fetched).toHaveBeenCalledOnce());
    answer(new Response(JSON.stringify([{ emoji: '🎉', shortcodes: ['tada'] }])));
    await waitFor(() => expect(box().value).toBe(''));
    await userEvent.type(box(), ':tada:{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['done 🎉 all of it', '🎉']));
    vi.unstubAllGlobals();
  });

  it('marks words by key, and takes the mark away again', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'word');
    for (const expected of ['**word**', 'word', '**word**']) {
      box().setSelectionRange(box().value.indexOf('w'), box().value.indexOf('d') + 1);
      await userEvent.keyboard('{Control>}b{/Control}');
      expect(box().value).toBe(expected);
    }
  });

  it('makes every change so that the browser can undo it', async () => {
    const edits = watchEdits(box);
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'hi @b{Enter}');
    box().setSelectionRange(0, 2);
    await userEvent.keyboard('{Control>}b{/Control}');
    expect(box().value).toBe('**hi** @bob ');
    box().setSelectionRange(2, 4);
    await userEvent.paste('https://example.com/a');
    box().setSelectionRange(box().value.length, box().value.length);
    await userEvent.paste('\u001b[31mred');
    expect(box().value).toBe('**[hi](https://example.com/a)** @bob red');
    expect(edits).toEqual([
      ['insertText', '', 'ob '],
      ['insertText', 'hi', '**hi**'],
      ['insertText', 'hi', '[hi](https://example.com/a)'],
      ['insertText', '', 'red'],
    ]);
  });

  it('breaks the line with Enter in code, and sends from behind it', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), '```{Enter}  code{Enter}```{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['```\n  code\n```']));
    await userEvent.type(box(), '```js{Enter}x{Control>}{Enter}{/Control}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toContain('```js\nx'));
    await userEvent.type(box(), '~~~~{Enter}~~~{Enter}```{Enter}~~~~{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toContain('~~~~\n~~~\n```\n~~~~'));
  });

  it('sends the indentation of the first line, too', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.click(box());
    await userEvent.paste('\n\n   1  one\n  10  ten  \n');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['   1  one\n  10  ten']));
  });

  it('takes nothing from the clipboard that the server refuses', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.click(box());
    await userEvent.paste('\u001b[31mred\u001b[0m\u0000\tand\r\n\u009bplain');
    expect(box().value).toBe('red\tand\nplain');
  });

  it('links the selected words to an address that is pasted over them', async () => {
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.type(box(), 'see the manual');
    box().setSelectionRange(4, 14);
    await userEvent.paste('https://example.com/a');
    expect(box().value).toBe('see [the manual](https://example.com/a)');
    box().setSelectionRange(0, 3);
    await userEvent.paste('no address');
    expect(box().value).toBe('no address [the manual](https://example.com/a)');
  });

  it('offers to send a text that is too long as several messages', async () => {
    stage.session.drafts.set('alice', 'channel:1', { text: `${'one '.repeat(1250)}${'two '.repeat(10)}`, replyToId: 7 });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await userEvent.click(await screen.findByRole('button', { name: 'Send as 2 messages' }));
    expect(box().value).toBe('');
    await waitFor(() => expect(sent()).toHaveLength(2));
    expect(sent()[0]).toMatchObject({ message: expect.stringMatching(/^one .* one$/), replyToId: 7 });
    expect(sent()[1]).toMatchObject({ message: expect.stringMatching(/two$/) });
    expect(sent()[1]).not.toHaveProperty('replyToId');
  });

  it('offers to send a text that is too long as a file, and lets the browser undo that it left the box', async () => {
    const long = `one\u001b[0m ${'two '.repeat(1250)}`;
    stage.session.store.dispatch({ type: 'event_received', at: 0, event: { name: 'account_updated', data: { user: personOf('alice'), permissions: ['chat.send_files'] } } });
    stage.session.drafts.set('alice', 'channel:1', { text: long, replyToId: null });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    const taken: File[] = [];
    onTestFinished(receiveFiles('channel:1', (files) => void taken.push(...files), () => undefined));
    const edits = watchEdits(box);
    await userEvent.click(await screen.findByRole('button', { name: 'Send as a file' }));
    expect(taken.map(({ name, type }) => [name, type])).toEqual([['message.txt', 'text/plain']]);
    expect(await taken[0]?.text()).toBe(writtenIn(long));
    expect(edits.map(([name, selected]) => [name, selected.length])).toEqual([['delete', long.length]]);
    expect(box().value).toBe('');
    expect(document.activeElement).toBe(box());
    expect(stage.session.drafts.get('alice', 'channel:1')).toBeNull();
    expect(sent()).toEqual([]);
  });

  it('offers no file to whoever may send none', async () => {
    stage.session.drafts.set('alice', 'channel:1', { text: 'x'.repeat(5001), replyToId: null });
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
    await screen.findByRole('button', { name: 'Send as 2 messages' });
    expect(screen.queryByRole('button', { name: 'Send as a file' })).toBeNull();
  });
});
