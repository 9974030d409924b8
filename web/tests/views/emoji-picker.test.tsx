// What the user picks most is counted, wherever in the picker it was picked. fake-indexeddb stands in for the browser's.

import 'fake-indexeddb/auto';

import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import data from 'emoji-picker-element-data/de/cldr-native/data.json';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { emojiSources } from '../../src/shared/hooks/emoji';
import { RankedEmoji } from '../../src/shared/hooks/ranked-emoji';
import EmojiPicker from '../../src/shared/ui/EmojiPicker';
import { setStage, type Stage } from './stage';

/** Only its field is needed of the element itself, which counts what is clicked in it. */
vi.mock('emoji-picker-element', () => ({
  Picker: function Picker() {
    const element = document.createElement('div');
    element.innerHTML = '<input type="search" />';
    return element;
  },
}));

describe('the emoji picker', () => {
  let stage: Stage;
  const onPick = vi.fn();

  beforeEach(async () => {
    // For good: the page keeps its database open, and asks later whether there is newer data.
    vi.stubGlobal('fetch', async () => new Response(JSON.stringify(data), { headers: { etag: 'one' } }));
    stage = await setStage();
    window.localStorage.setItem('orvale-chat.preferences', JSON.stringify({ language: 'de' }));
    onPick.mockClear();
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
    window.localStorage.clear();
  });

  async function used(): Promise<string[]> {
    const database = new RankedEmoji({ dataSource: emojiSources.de, locale: 'de' });
    return database.favourites();
  }

  it('counts what is clicked in the row of what is used most', async () => {
    stage.show(<EmojiPicker anchor={document.body} onPick={onPick} onClose={vi.fn()} />);
    const row = await screen.findByRole('group', { name: 'Häufig verwendet' });
    const second = within(row).getAllByRole('button')[1] as HTMLElement;
    await userEvent.click(second);
    expect(onPick).toHaveBeenCalledWith(second.textContent);
    await waitFor(async () => expect(await used()).toContain(second.textContent));
  });

  it('counts what Enter picks while nothing is highlighted', async () => {
    stage.show(<EmojiPicker anchor={document.body} onPick={onPick} onClose={vi.fn()} />);
    const field = await screen.findByRole('searchbox');
    await userEvent.type(field, 'fertig{Enter}');
    await waitFor(() => expect(onPick).toHaveBeenCalledWith('✅'));
    await waitFor(async () => expect(await used()).toContain('✅'));
  });
});
