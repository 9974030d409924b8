import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Fragment } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { EditBox } from '../../src/features/messages/EditBox';
import { Notices } from '../../src/features/notice/Notices';
import type { FileInfo } from '../../src/core/protocol/generated';
import { ChatError } from '../../src/core/protocol/errors';
import { useConversation } from '../../src/shared/hooks/view/conversation';
import { useView, useViewDispatch } from '../../src/shared/hooks/view/view';
import { mayEdit } from '../../src/core/store/selectors';
import { watchEdits } from '../fakes/edits';
import { messageOf, personOf } from '../fakes/samples';
import { pointByTouch, setStage, type Stage } from './stage';

const PICTURE: FileInfo = { id: 'p', name: 'rack.png', size: 1000, mimeType: 'image/png', hasThumbnail: false, uploadedBy: 'alice', uploadedAt: 0, url: '/api/chat/files/p' } as FileInfo;

const MESSAGES = [
  ...[1, 2].map((id) => messageOf({ id, text: `text ${id}`, userId: 'alice' })),
  // As the server writes one without files.
  messageOf({ id: 4, text: 'only words', userId: 'alice', files: [] }),
  messageOf({ id: 3, text: 'the rack', userId: 'alice', type: 'image', files: [PICTURE] }),
];

/** Two messages, the one or the other of which is being changed. */
function Both() {
  const editing = useConversation((view) => view.editing);
  const dispatch = useViewDispatch();
  const visit = (): void => {
    for (const channelId of [2, 1]) dispatch({ type: 'visited', route: { channelId, seq: null } });
  };
  const elsewhere = (
    <button key="elsewhere" type="button" onClick={visit}>
      elsewhere and back
    </button>
  );
  return [elsewhere, ...MESSAGES.map((message) => (
    <Fragment key={message.id}>
      <button type="button" onClick={() => dispatch({ type: 'edit_started', conversation: 'channel:1', messageId: message.id })}>
        edit {message.id}
      </button>
      {editing === message.id && <EditBox message={message} />}
    </Fragment>
  ))];
}

/** The dialog that is open. */
function Asked() {
  const dialog = useView((view) => view.dialog);
  return <output>{dialog?.name === 'delete_message' && `${dialog.name} ${dialog.message.id}`}</output>;
}

describe('a message that is being changed', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
  });

  const box = (): HTMLTextAreaElement => screen.getByRole('textbox');
  const edit = (id: number): Promise<void> => userEvent.click(screen.getByRole('button', { name: `edit ${id}` }));

  it('keeps its text when it goes out of view, until it is given up', async () => {
    const view = stage.show(<Both />);
    await edit(1);
    await userEvent.type(box(), ', and more');
    view.unmount();
    stage.show(<Both />);
    await edit(1);
    expect(box().value).toBe('text 1, and more');
    expect(document.activeElement).not.toBe(box());
    await userEvent.type(box(), '{Escape}');
    expect(screen.queryByRole('textbox')).toBeNull();
    await waitFor(() => expect(stage.session.drafts.get('alice', 'edit.1')).toBeNull());
    await edit(1);
    expect(box().value).toBe('text 1');
  });

  it.each<[string, giveUp: () => Promise<void>]>([
    ['Escape', () => userEvent.type(box(), '{Escape}')],
    ['Cancel', () => userEvent.click(screen.getByRole('button', { name: 'Cancel' }))],
  ])('can be taken up again after %s, and keeps what was changed since', async (_way, giveUp) => {
    stage.show([<Both key="both" />, <Notices key="notices" />]);
    await edit(1);
    await giveUp();
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
    await edit(1);
    await userEvent.type(box(), ', and more');
    await giveUp();
    await screen.findByText('Your changes were discarded.');
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(box().value).toBe('text 1, and more');
    expect(stage.session.drafts.get('alice', 'edit.1')?.text).toBe('text 1, and more');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull());
    await giveUp();
    await screen.findByRole('button', { name: 'Undo' });
    await edit(1);
    expect(box().value).toBe('text 1');
    await userEvent.type(box(), '!');
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(box().value).toBe('text 1!\ntext 1, and more');
  });

  it('can lose its words where it has files', async () => {
    const edited = vi.spyOn(stage.session, 'edit').mockResolvedValue(undefined as never);
    expect(MESSAGES.map((message) => mayEdit(message, personOf('alice')))).toEqual([true, true, true, true]);
    stage.show(<Both />);
    await edit(3);
    await userEvent.clear(box());
    await userEvent.type(box(), '{Enter}');
    expect(edited).toHaveBeenCalledWith(3, '', false);
    await waitFor(() => expect(screen.queryByRole('textbox')).toBeNull());
  });

  it('asks whether to delete it when it has nothing left', async () => {
    const edited = vi.spyOn(stage.session, 'edit').mockResolvedValue(undefined as never);
    stage.show([<Both key="both" />, <Asked key="asked" />]);
    await edit(4);
    await userEvent.clear(box());
    await userEvent.type(box(), '{Enter}');
    expect(screen.getByRole('status').textContent).toBe('delete_message 4');
    expect(edited).not.toHaveBeenCalled();
  });

  it('says with which key it is saved, also in code', async () => {
    stage.show(<Both />);
    await edit(1);
    screen.getByText('Esc to cancel, Enter to save');
    await userEvent.clear(box());
    await userEvent.type(box(), '```{Enter}one');
    screen.getByText('Esc to cancel, Ctrl+Enter to save');
    expect(box().value).toBe('```\none');
  });

  it('is saved once it is confirmed that it notifies many people', async () => {
    const refusal = new ChatError('conflict', 'this would notify 24 people', null, 24);
    const saved = vi.spyOn(stage.session, 'edit').mockRejectedValueOnce(refusal).mockResolvedValue();
    stage.show(<Both />);
    await edit(1);
    await userEvent.type(box(), ' @all{Enter}');
    expect((await screen.findByRole('alert')).textContent).toBe('This will notify 24 people. Save?');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('textbox')).toBeNull());
    expect(saved.mock.calls).toEqual([
      [1, 'text 1 @all', false],
      [1, 'text 1 @all', true],
    ]);
  });

  it('leaves another one alone when its save ends late', async () => {
    let saved = (): void => undefined;
    vi.spyOn(stage.session, 'edit').mockReturnValue(new Promise<void>((resolve) => (saved = resolve)));
    stage.show(<Both />);
    await edit(1);
    await userEvent.type(box(), '!{Enter}');
    await edit(2);
    await userEvent.type(box(), ' changed');
    saved();
    await waitFor(() => expect(stage.session.drafts.get('alice', 'edit.1')).toBeNull());
    expect(box().value).toBe('text 2 changed');
  });

  it('completes names, and saves nothing with the Enter that chose one', async () => {
    const saving = vi.spyOn(stage.session, 'edit').mockResolvedValue();
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    stage.show(<Both />);
    await edit(1);
    await userEvent.type(box(), ' @b');
    expect(screen.getAllByRole('option')).toHaveLength(1);
    await userEvent.keyboard('{Tab}');
    expect(box().value).toBe('text 1 @bob ');
    expect(document.activeElement).toBe(box());
    await userEvent.keyboard('{Enter}');
    expect(saving).toHaveBeenCalledExactlyOnceWith(1, 'text 1 @bob', false);
  });

  it('makes every change so that the browser can undo it', async () => {
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    stage.show(<Both />);
    await edit(1);
    const edits = watchEdits(box);
    await userEvent.type(box(), ' @b{Tab}');
    box().setSelectionRange(0, 4);
    await userEvent.keyboard('{Control>}b{/Control}');
    box().setSelectionRange(2, 6);
    await userEvent.paste('https://example.com/a');
    box().setSelectionRange(box().value.length, box().value.length);
    await userEvent.paste('\u001b[31mred');
    expect(box().value).toBe('**[text](https://example.com/a)** 1 @bob red');
    expect(edits).toEqual([
      ['insertText', '', 'ob '],
      ['insertText', 'text', '**text**'],
      ['insertText', 'text', '[text](https://example.com/a)'],
      ['insertText', '', 'red'],
    ]);
  });

  it('saves nothing and ends nothing with a key that ends the composing of a word, in any order of events', async () => {
    const saving = vi.spyOn(stage.session, 'edit').mockResolvedValue();
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    stage.show(<Both />);
    await edit(1);
    await userEvent.type(box(), ' にほん');
    // Safari: compositionend came before.
    for (const composing of [{ keyCode: 229 }, { isComposing: true }]) {
      for (const key of ['Enter', 'Escape']) fireEvent.keyDown(box(), { key, ...composing });
    }
    expect(box().value).toBe('text 1 にほん');
    await userEvent.type(box(), ' @b');
    for (const key of ['Enter', 'Tab', 'Escape']) fireEvent.keyDown(box(), { key, keyCode: 229 });
    expect(box().value).toBe('text 1 にほん @b');
    expect(screen.getAllByRole('option')).toHaveLength(1);
    expect(saving).not.toHaveBeenCalled();
  });

  it('goes on where it was left for another conversation', async () => {
    stage.show(<Both />);
    await edit(1);
    await userEvent.type(box(), ', and more');
    await userEvent.click(screen.getByRole('button', { name: 'elsewhere and back' }));
    expect(box().value).toBe('text 1, and more');
  });

  it('breaks the line with Enter where fingers type', async () => {
    pointByTouch();
    const saving = vi.spyOn(stage.session, 'edit').mockResolvedValue();
    stage.show(<Both />);
    await edit(1);
    await userEvent.type(box(), '{Enter}below');
    expect(box().value).toBe('text 1\nbelow');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(saving).toHaveBeenCalledWith(1, 'text 1\nbelow', false);
  });
});
