import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ChannelGone } from '../../src/app/ChannelGone';
import { unsentOf, type Attached } from '../../src/core/session/unsent';
import { uploadsOf } from '../../src/features/files/uploads';
import { UnsentElsewhere } from '../../src/features/unsent/UnsentElsewhere';
import { Notices } from '../../src/features/notice/Notices';
import { useNavigate } from '../../src/shared/hooks/view/view';
import { refused } from '../fakes/contract';
import { channelOf, messageOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('texts that were not sent, of a conversation that is not listed', () => {
  let stage: Stage;
  const status = (): string => screen.getByRole('status').textContent ?? '';
  const draft = (place: Parameters<Stage['session']['drafts']['set']>[1], text: string): void => stage.session.drafts.set('alice', place, { text, replyToId: null });
  const removed = (): void => act(() => stage.server.publish('user_left', { user: 'alice', by: 'bob', memberCount: 1, channel: { id: 1, name: 'general', type: 'public' } }));
  const learn = (change: Parameters<typeof channelOf>[0]): void => act(() => stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf(change) }));

  /** Which is asked about, since it can't be undone. */
  const discardWithFiles = async (question: string): Promise<void> => {
    await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
    await userEvent.click(within(await screen.findByRole('dialog', { name: question })).getByRole('button', { name: 'Discard' }));
  };

  beforeEach(async () => {
    stage = await setStage();
    stage.server.refuse = () => ({ code: 'not_found', message: 'no such channel' });
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
  });

  it('are offered where it is said that the conversation is gone, and kept until they are discarded', async () => {
    const user = userEvent.setup();
    await act(() => stage.session.sending.send('channel:1', 'queued while offline'));
    draft('channel:1', 'half a sentence');
    stage.show(
      <>
        <ChannelGone lost="You’re no longer in #general." onBack={() => undefined} />
        <UnsentElsewhere />
      </>,
    );
    expect(screen.queryByText(/not sent/)).toBeNull();
    removed();
    await screen.findByText('1 message was not sent, 1 draft is kept.');
    // Once on the page.
    expect(status()).toBe('');
    await user.click(screen.getByRole('button', { name: 'Show' }));
    const [message, begun] = await screen.findAllByRole('listitem');
    if (message === undefined || begun === undefined) throw new Error('one of them is not listed');
    expect(message.textContent).toContain('#general');
    expect(within(message).getByText('queued while offline')).toBeTruthy();
    await user.click(within(begun).getByRole('button', { name: 'Copy' }));
    expect(await navigator.clipboard.readText()).toBe('half a sentence');
    await user.click(within(begun).getByRole('button', { name: 'Discard' }));
    expect(stage.session.drafts.get('alice', 'channel:1')).toBeNull();
    await user.click(within(screen.getByRole('listitem')).getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(stage.session.store.state.outgoing).toEqual([]);
  });

  it('come back with Undo: a draft as it was, a message as a draft', async () => {
    draft('thread:501', 'half a sentence');
    stage.answers['/messages/501'] = () => refused(404, 'not_found');
    await act(() => stage.session.sending.send('channel:1', 'queued while offline'));
    learn({ id: 1, active: false });
    stage.show(
      <>
        <UnsentElsewhere />
        <Notices />
      </>,
    );
    const shown = (text: string): Promise<HTMLElement> => screen.findByText(text, { selector: '[class*=elsewhere] p' });
    await shown('In conversations you can’t write in or have hidden: 1 message was not sent, 1 draft is kept.');
    await userEvent.click(screen.getByRole('button', { name: 'Show' }));
    for (const text of ['queued while offline', 'half a sentence']) {
      const row = (await screen.findByText(text)).closest('li');
      if (row === null) throw new Error('it is in no row');
      // oxlint-disable-next-line no-await-in-loop
      await userEvent.click(within(row).getByRole('button', { name: 'Discard' }));
      // oxlint-disable-next-line no-await-in-loop
      await userEvent.click(await screen.findByText('Undo'));
      // oxlint-disable-next-line no-await-in-loop
      await waitFor(() => expect(screen.queryByText('Undo')).toBeNull());
    }
    expect(stage.session.drafts.get('alice', 'channel:1')?.text).toBe('queued while offline');
    expect(stage.session.drafts.get('alice', 'thread:501')?.text).toBe('half a sentence');
    await shown('In conversations you can’t write in or have hidden: 2 drafts are kept.');
  });

  it('do not come back where files were to go with them', async () => {
    const file = { id: 'f1', name: 'plan.txt', size: 1, mimeType: 'text/plain', hasThumbnail: false };
    await act(() => stage.session.sending.send('channel:1', 'see the plan', null, [file]));
    learn({ id: 1, active: false });
    stage.show(
      <>
        <UnsentElsewhere />
        <Notices />
      </>,
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Show' }));
    await discardWithFiles('Discard the file?');
    await waitFor(() => expect(stage.session.store.state.outgoing).toEqual([]));
    expect(screen.queryByText('Undo')).toBeNull();
  });

  it('have their attached files beside them, to be saved or discarded', async () => {
    const saved: string[] = [];
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:kept');
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(this: HTMLAnchorElement) {
      saved.push(`${this.href} ${this.download}`);
    });
    stage.show(<UnsentElsewhere />);
    const uploads = uploadsOf(stage.session);
    act(() => void uploads.add('channel:1', [new File(['a'], 'plan.txt'), new File(['b'], 'map.png')]));
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    expect(status()).toBe('');
    learn({ id: 1, active: false });
    await waitFor(() => expect(status()).toContain('2 attached files were not sent.'));
    await userEvent.click(screen.getByRole('button', { name: 'Show' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Save plan.txt' }));
    expect(saved).toEqual(['blob:kept plan.txt']);
    expect(screen.getByText('Attached files')).toBeTruthy();
    await discardWithFiles('Discard 2 files?');
    await waitFor(() => expect(status()).toBe(''));
    expect(uploads.all().size).toBe(0);
  });

  it('have ten files at most, among which those that are refused do not count', async () => {
    const uploads = uploadsOf(stage.session);
    const file = (name: string, content = 'a'): File => new File([content], name);
    const named = (files: readonly File[]): string[] => files.map(({ name }) => name);
    const first = [file('empty.txt', ''), ...Array.from({ length: 9 }, (_, index) => file(`${index}.txt`))];
    expect(uploads.add('channel:1', first)).toEqual([]);
    await waitFor(() => expect(uploads.of('channel:1').tray[0]?.state.name).toBe('failed'));
    expect(named(uploads.add('channel:1', [file('tenth.txt'), file('eleventh.txt'), file('twelfth.txt')]))).toEqual(['eleventh.txt', 'twelfth.txt']);
  });

  it('are offered with the files of a message that waits for them', async () => {
    stage.show(<UnsentElsewhere />);
    const uploads = uploadsOf(stage.session);
    act(() => {
      uploads.add('channel:1', [new File([''], 'empty.txt')]);
      uploads.send({ conversation: 'channel:1', channelId: 1, threadId: null, alsoToChannel: false, replyToId: null, parts: ['see the plan'] });
    });
    learn({ id: 1, active: false });
    await waitFor(() => expect(status()).toContain('1 attached file was not sent.'));
    await userEvent.click(screen.getByRole('button', { name: 'Show' }));
    await screen.findByText('see the plan');
    await discardWithFiles('Discard the file?');
    await waitFor(() => expect(status()).toBe(''));
  });

  it('ask and store nothing at each step of an upload', async () => {
    stage.answers['/messages/501'] = () => refused(503, 'internal');
    learn({ id: 1, active: false });
    const attached = (place: Attached['place'], ...keys: string[]): Attached => ({ key: place, place, text: '', files: keys.map((key) => ({ key, name: 'plan.txt', save: () => undefined })), discard: () => undefined });
    let items = [attached('thread:501', 'a'), attached('channel:1', 'b')];
    const unsent = unsentOf(stage.session);
    const changed = unsent.offer(() => items);
    await waitFor(() => expect(unsent.get()).toHaveLength(1));
    const asked = (): number => stage.asked.filter((address) => address.endsWith('/messages/501')).length;
    expect(asked()).toBe(1);
    const stored = vi.spyOn(Storage.prototype, 'setItem');
    let told = 0;
    unsent.subscribe(() => (told += 1));
    const settled = () => act(() => new Promise((resolve) => setTimeout(resolve, 20)));
    for (let step = 0; step < 3; step += 1) {
      changed();
      await settled();
    }
    expect([asked(), stored.mock.calls.length, told]).toEqual([1, 0, 0]);
    // Another file of the same name in the place of one.
    items = [attached('thread:501', 'a'), attached('channel:1', 'c')];
    changed();
    await settled();
    expect(unsent.get().map(({ attached: [file] }) => file?.key)).toEqual(['c']);
    items = [...items, attached('thread:502', 'd')];
    changed();
    await settled();
    expect(asked()).toBe(2);
  });

  it('show the files of one’s own message that are being checked, as to their sender', async () => {
    await act(() => stage.session.sending.send('channel:1', 'see the plan', null, [{ id: 'f', name: 'plan.bin', size: 5, mimeType: 'application/octet-stream', hasThumbnail: false, state: 'checking' }]));
    learn({ id: 1, active: false });
    stage.show(<UnsentElsewhere />);
    await waitFor(() => expect(status()).toContain('1 message was not sent.'));
    await userEvent.click(screen.getByRole('button', { name: 'Show' }));
    await screen.findByText('Being checked. The others get it once it has passed.');
  });

  it('are offered by a page that is opened anew, with what the conversation was called', async () => {
    window.localStorage.setItem('orvale-chat.unsent-names.alice', '{"9":"q"}');
    draft('channel:9', 'half a sentence');
    stage.show(<UnsentElsewhere />);
    await waitFor(() => expect(status()).toContain('In conversations you can’t write in or have hidden: 1 draft is kept.'));
    await userEvent.click(screen.getByRole('button', { name: 'Show' }));
    expect((await screen.findByRole('listitem')).textContent).toContain('#q');
    // Somebody has added the user again.
    learn({ id: 9, name: 'q' });
    await waitFor(() => expect(status()).toBe(''));
    expect(stage.session.drafts.get('alice', 'channel:9')?.text).toBe('half a sentence');
  });

  it('are offered of an archived or hidden conversation, which they lead to, but not of one that is listed', async () => {
    learn({ id: 8, name: 'old' });
    learn({ id: 9, name: 'away' });
    await act(() => stage.session.sending.send('channel:8', 'too late'));
    draft('channel:9', 'later');
    function Go() {
      const navigate = useNavigate();
      return (
        <button type="button" onClick={() => navigate({ channelId: 9, seq: null })}>
          go
        </button>
      );
    }
    stage.show(
      <>
        <UnsentElsewhere />
        <Go />
      </>,
    );
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    expect(status()).toBe('');
    learn({ id: 8, name: 'old', active: false });
    await waitFor(() => expect(status()).toContain('1 message was not sent.'));
    learn({ id: 9, name: 'away', hidden: true });
    await waitFor(() => expect(status()).toContain('1 message was not sent, 1 draft is kept.'));
    // Open, its box shows the draft.
    await userEvent.click(screen.getByRole('button', { name: 'go' }));
    expect(status()).not.toContain('draft');
    await userEvent.click(screen.getByRole('button', { name: 'Show' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Open' }));
    expect(window.location.pathname).toBe('/chat/c/8');
    expect(status()).toContain('draft');
  });

  it('are offered where the open channel has no box to write in any more', async () => {
    draft('channel:1', 'half a sentence');
    stage.show(<UnsentElsewhere />);
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    expect(status()).toBe('');
    learn({ id: 1, readOnly: true });
    await waitFor(() => expect(status()).toContain('1 draft is kept.'));
    await userEvent.click(screen.getByRole('button', { name: 'Show' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(status()).toBe(''));
    expect(Object.keys(window.localStorage).filter((key) => key.includes('unsent'))).toEqual([]);
  });

  it('are offered of threads that the user may no longer see, or whose channel is not listed', async () => {
    stage.answers['/messages/501'] = () => refused(404, 'not_found');
    stage.answers['/messages/502'] = () => messageOf({ id: 502, channelId: 1 });
    stage.answers['/messages/503'] = () => messageOf({ id: 503, channelId: 77 });
    draft('thread:501', 'of a lost thread');
    draft('thread:502', 'of a listed channel');
    draft('edit.503', 'of an edit');
    stage.show(<UnsentElsewhere />);
    await waitFor(() => expect(status()).toContain('2 drafts are kept.'));
    await userEvent.click(screen.getByRole('button', { name: 'Show' }));
    expect((await screen.findAllByRole('listitem')).map((item) => item.textContent).join()).not.toContain('listed channel');
  });
});
