import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Dialogs } from '../../src/app/Dialogs';
import { DescriptionDialog } from '../../src/features/files/DescriptionDialog';
import { changeOwnSections } from '../../src/shared/hooks/sidebar';
import type { Dialog } from '../../src/shared/hooks/view/state';
import { useView, useViewDispatch } from '../../src/shared/hooks/view/view';
import { channelOf, messageOf } from '../fakes/samples';

import { FIRST, setStage, type Stage } from './stage';

/** Opens a dialog, and shows whichever is open. */
function Page({ opens }: { opens: Dialog }) {
  const dialog = useView((view) => view.dialog);
  const dispatch = useViewDispatch();
  return (
    <>
      <button type="button" onClick={() => dispatch({ type: 'dialog_opened', dialog: opens })}>
        Open
      </button>
      {dialog !== null && <Dialogs dialog={dialog} />}
    </>
  );
}

/** A dialog of the page behind one that is not. */
function Behind() {
  const dispatch = useViewDispatch();
  return (
    <>
      <button type="button" onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'profile' } })}>
        show
      </button>
      <button type="button" onClick={() => dispatch({ type: 'dialog_closed' })}>
        hide
      </button>
    </>
  );
}

describe('a dialog with a Save button', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.answer('GET', '/api/chat/ticket-targets', { targets: [{ priority: 'urgent', minutes: 240 }] });
    stage.answer('GET', '/api/chat/ticket-choices', { mayCreate: true, teams: [], categories: [] });
    act(() => stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ role: 'owner', description: 'Printers' }) }));
    changeOwnSections('alice', () => [{ id: 'a', title: 'Urgent', channels: [] }]);
    // A browser only begins with these, and the page goes on meanwhile.
    const [forward, go] = [window.history.forward.bind(window.history), window.history.go.bind(window.history)];
    vi.spyOn(window.history, 'forward').mockImplementation(() => void setTimeout(forward, 20));
    vi.spyOn(window.history, 'go').mockImplementation((steps) => void setTimeout(go, 20, steps));
  });

  afterEach(async () => {
    // The step that closing a dialog takes must not be heard by the next test.
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  const open = async (dialog: Dialog): Promise<void> => {
    stage.show(<Page opens={dialog} />);
    await userEvent.click(screen.getByRole('button', { name: 'Open' }));
    await screen.findByRole('button', { name: 'Save' }, FIRST);
  };
  const isOpen = (): boolean => screen.queryByRole('button', { name: 'Save', hidden: true }) !== null;
  const question = () => screen.findByRole('dialog', { name: 'Discard changes?' });
  const press = async (name: string): Promise<void> => userEvent.click(await screen.findByRole('button', { name }));
  const settings: Dialog = { name: 'channel_settings', channelId: 1 };

  it.each<[Dialog, change: () => Promise<unknown>]>([
    [settings, async () => userEvent.type(await screen.findByDisplayValue('Printers'), '!')],
    [settings, async () => userEvent.click(await screen.findByRole('radio', { name: /^Messages sent after/ }))],
    [{ name: 'channel_notifications', channelId: 1 }, async () => userEvent.click(await screen.findByRole('radio', { name: /^Nothing/ }))],
    [{ name: 'profile' }, async () => userEvent.type(await screen.findByLabelText('Status message'), 'Lunch')],
    [{ name: 'profile' }, async () => userEvent.click(await screen.findByRole('radio', { name: 'Compact' }))],
    [{ name: 'edit_section', sectionId: 'a' }, async () => userEvent.type(await screen.findByRole('textbox', { name: 'Section name' }), '!')],
    [{ name: 'ticket_targets' } as Dialog, async () => userEvent.type(await screen.findByRole('textbox', { name: 'Urgent' }), '1')],
  ])('asks before changes in %j are lost', async (dialog, change) => {
    await open(dialog);
    await change();
    await userEvent.keyboard('{Escape}');
    await question();
    await press('Keep editing');
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Discard changes?' })).toBeNull());
    expect(isOpen()).toBe(true);
    await press('Close');
    await question();
    await press('Discard');
    await waitFor(() => expect(isOpen()).toBe(false));
  });

  it.each<[Dialog, field: RegExp]>([
    [{ name: 'forward', message: messageOf() } as Dialog, /comment/i],
    [{ name: 'create_channel' }, /^Topic/],
    [{ name: 'convert_group', channelId: 1 }, /^Name/],
    [{ name: 'move_to_section', channelId: 9 } as Dialog, /^Section name/],
  ])('asks before what was typed in %j is lost', async (dialog, field) => {
    changeOwnSections('alice', () => []);
    stage.show(<Page opens={dialog} />);
    await press('Open');
    const typed = (): HTMLInputElement => screen.getByRole('textbox', { name: field, hidden: true });
    await userEvent.type(await screen.findByRole('textbox', { name: field }, FIRST), 'text');
    await userEvent.keyboard('{Escape}');
    await question();
    await press('Keep editing');
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Discard changes?' })).toBeNull());
    expect(typed().value).toBe('text');
    await press('Close');
    await press('Discard');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await press('Open');
    await screen.findByRole('textbox', { name: field });
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it.each<[Dialog, field: RegExp]>([
    [{ name: 'forward', message: messageOf() } as Dialog, /comment/i],
    [{ name: 'ticket_targets' } as Dialog, /^Urgent/],
  ])('asks before its Cancel button loses what was typed in %j', async (dialog, field) => {
    stage.show(<Page opens={dialog} />);
    await press('Open');
    const typed = (): HTMLInputElement => screen.getByRole('textbox', { name: field, hidden: true });
    await userEvent.type(await screen.findByRole('textbox', { name: field }, FIRST), '1');
    const { value } = typed();
    await press('Cancel');
    await question();
    await press('Keep editing');
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Discard changes?' })).toBeNull());
    expect(typed().value).toBe(value);
    await press('Cancel');
    await press('Discard');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('asks nothing where nothing was changed, or was changed back', async () => {
    await open(settings);
    const topic = await screen.findByDisplayValue('Printers');
    await userEvent.type(topic, '!{Backspace}');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(isOpen()).toBe(false));
  });

  it('asks nothing once it was saved, and nothing of what others changed', async () => {
    stage.answer('PUT', '/api/chat/channels/1', channelOf({ role: 'owner' }));
    await open(settings);
    act(() => stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ role: 'owner', description: 'Scanners' }) }));
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(isOpen()).toBe(false));
    await press('Open');
    await userEvent.type(await screen.findByDisplayValue('Scanners'), '!');
    await press('Save');
    await waitFor(() => expect(isOpen()).toBe(false));
    expect(screen.queryByText('Discard changes?')).toBeNull();
  });

  it('asks before it leads to another dialog', async () => {
    await open(settings);
    await userEvent.type(await screen.findByDisplayValue('Printers'), '!');
    await press('Leave channel');
    await question();
    await press('Discard');
    await screen.findByText('Leave #general?');
  });

  it('asks before the profile leads to the settings of notifications', async () => {
    await open({ name: 'profile' });
    await userEvent.type(await screen.findByLabelText('Status message'), 'Lunch');
    await press('All notification settings');
    await question();
    await press('Keep editing');
    expect(screen.getByLabelText<HTMLInputElement>('Status message').value).toBe('Lunch');
  });

  it('has the focus of the question on what loses nothing', async () => {
    await open(settings);
    await userEvent.type(await screen.findByDisplayValue('Printers'), '!');
    await userEvent.keyboard('{Escape}');
    await question();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Keep editing' })));
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Discard changes?' })).toBeNull());
    expect(isOpen()).toBe(true);
  });

  it('asks nothing of fields that are there no more, or of an option that was set back', async () => {
    const channel = channelOf({ role: 'owner', description: 'Printers', type: 'private', history: 'since_joining' });
    act(() => stage.session.store.dispatch({ type: 'channel_learned', channel }));
    stage.answer('GET', '/api/chat/channels/1/history', { history: 'since_joining', messages: 3, hiddenMessages: 3 });
    await open(settings);
    await userEvent.click(await screen.findByRole('radio', { name: /^All messages/ }));
    await userEvent.click(await screen.findByRole('checkbox', { name: /^Keep earlier messages/ }));
    await userEvent.click(screen.getByRole('radio', { name: /^Messages sent after/ }));
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(isOpen()).toBe(false));
    await press('Open');
    await userEvent.type(await screen.findByDisplayValue('Printers'), '!');
    // Somebody has archived it meanwhile.
    act(() => stage.session.store.dispatch({ type: 'channel_learned', channel: { ...channel, active: false } }));
    await waitFor(() => expect(isOpen()).toBe(false));
    await press('Close');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  const edit = async (dialog: Dialog): Promise<void> => {
    await open(dialog);
    if (dialog.name === 'edit_section') await userEvent.type(await screen.findByRole('textbox', { name: 'Section name' }), '!');
    else if (dialog.name === 'profile') await userEvent.type(await screen.findByLabelText('Status message'), 'Lunch');
    else await userEvent.type(await screen.findByDisplayValue('Printers'), '!');
  };
  /** Goes back in the browser's history, and waits until that and what follows from it is done. */
  const back = async (): Promise<void> => {
    act(() => window.history.back());
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
  };

  it.each<Dialog>([settings, { name: 'edit_section', sectionId: 'a' }])('stays where Back would lead away from %j, and asks', async (dialog) => {
    await edit(dialog);
    await back();
    await question();
    expect(isOpen()).toBe(true);
    await press('Discard');
    await waitFor(() => expect(isOpen()).toBe(false));
  });

  it.each<Dialog>([settings, { name: 'profile' }, { name: 'edit_section', sectionId: 'a' }])('stays in %j however often Back is pressed', async (dialog) => {
    await edit(dialog);
    await back();
    await question();
    await back();
    await question();
    expect(isOpen()).toBe(true);
    await press('Keep editing');
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Discard changes?' })).toBeNull());
    await back();
    await question();
    expect(isOpen()).toBe(true);
  });

  it('asks of a description that is not the page’s open dialog', async () => {
    let closed = 0;
    stage.show(<DescriptionDialog name="a.png" description="" onSave={async () => {}} onClose={() => (closed += 1)} />);
    await userEvent.type(screen.getByRole('textbox'), 'A cat');
    await userEvent.keyboard('{Escape}');
    await question();
    expect(closed).toBe(0);
    await press('Discard');
    expect(closed).toBe(1);
  });

  it('stays with a description however often Back is pressed, but hears of no step that the page takes by itself', async () => {
    window.history.pushState(null, '', '/chat/c/2');
    let closed = 0;
    stage.show(
      <>
        <Behind />
        <DescriptionDialog name="a.png" description="" onSave={async () => {}} onClose={() => (closed += 1)} />
      </>,
    );
    await userEvent.type(screen.getByRole('textbox'), 'A cat');
    // Something else over the conversation came and went.
    for (const name of ['show', 'hide']) act(() => screen.getByRole('button', { name, hidden: true }).click());
    await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
    expect(screen.queryByRole('dialog', { name: 'Discard changes?' })).toBeNull();
    for (let time = 0; time < 2; time += 1) {
      await back();
      await question();
      expect(window.location.pathname).toBe('/chat/c/2');
    }
    await press('Discard');
    expect(closed).toBe(1);
  });
});
