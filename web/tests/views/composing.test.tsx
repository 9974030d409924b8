// An input method composes a character: its keys mean nothing to the page, in whatever field it writes.

import { cleanup, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { CreateChannelDialog } from '../../src/features/channels/CreateChannelDialog';
import { ForwardDialog } from '../../src/features/forward/ForwardDialog';
import { SearchPane } from '../../src/features/search/SearchPane';
import { Switcher } from '../../src/features/switcher/Switcher';
import { RequesterField } from '../../src/features/tickets/RequesterField';
import { TicketsPage } from '../../src/features/tickets/TicketsPage';
import { channelOf, messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
  stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 3, name: 'network' }) });
  stage.answer('GET', '/api/chat/tickets', { items: [] });
});

afterEach(() => {
  cleanup();
  stage.session.stop();
});

it.each([
  ['the switcher', () => stage.show(<Switcher />)],
  ['the search', () => stage.show(<SearchPane query="from:bob " />)],
  ['where to forward', () => stage.show(<ForwardDialog message={messageOf({ id: 97, channelId: 3, text: 'x' })} />)],
  ['the name of a channel', () => stage.show(<CreateChannelDialog />)],
  ['the tickets', () => stage.show(<TicketsPage path="tickets" />)],
  [
    'who has the problem',
    async () => {
      stage.show(<RequesterField person={personOf('bob')} fallback="bob" onChange={() => undefined} />);
      await userEvent.click(screen.getByRole('button', { name: 'Change' }));
    },
  ],
])('in %s', async (_, show) => {
  await show();
  const field = (screen.queryAllByRole('combobox').find((found) => found instanceof HTMLInputElement) ?? screen.queryByRole('searchbox') ?? screen.getAllByRole('textbox')[0]) as HTMLInputElement;
  field.focus();
  fireEvent.change(field, { target: { value: 'x' } });
  field.setSelectionRange(0, 0);
  // Safari ends the composition before the key event that ended it.
  for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
    for (const key of ['Enter', 'Escape', 'ArrowDown', 'Backspace', 'Tab']) {
      expect(fireEvent.keyDown(field, { key, ...composing }), `${key} is left to the input method`).toBe(true);
      expect(field.value).toBe('x');
      expect(document.activeElement).toBe(field);
    }
  }
});
