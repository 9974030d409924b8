import { act, cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';

import { SearchPane } from '../../src/features/search/SearchPane';
import { channelOf } from '../fakes/samples';
import { setStage } from './stage';

describe('the search of a conversation', () => {
  afterEach(cleanup);

  it('says how many there are, and that it shows the latest of many', async () => {
    const stage = await setStage();
    for (let count = 0; count < 120; count += 1) stage.server.post(count < 3 ? 'the blue printer' : 'a printer');
    await act(() => stage.session.timelines.latest('channel:1'));
    stage.show(<SearchPane channel={channelOf()} />);
    await userEvent.type(screen.getByRole('searchbox'), 'printer');
    await screen.findByText('120 messages, of which the latest 100 are shown');
    expect(screen.getAllByRole('listitem')).toHaveLength(100);
    await userEvent.type(screen.getByRole('searchbox'), ' blue');
    await screen.findByText('3 messages');
    stage.session.stop();
  });
});
