import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { useLinkedReply } from '../../src/features/threads/useLinkedReply';
import { MessageArea } from '../../src/features/messages/MessageArea';
import { useNavigate, useView } from '../../src/shared/hooks/view/view';
import { channelOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

let stage: Stage;

function Page() {
  useLinkedReply();
  const navigate = useNavigate();
  const pane = useView((view) => view.pane);
  const route = useView((view) => view.route);
  return (
    <>
      <MessageArea channel={channelOf()} title="general" />
      <button type="button" onClick={() => navigate({ channelId: 1, seq: 46 })}>46</button>
      <button type="button" onClick={() => navigate({ channelId: 1, seq: 2 })}>2</button>
      <output>{JSON.stringify({ pane, seq: route.seq })}</output>
    </>
  );
}

const place = (): unknown => JSON.parse(document.querySelector('output')?.textContent ?? '');

beforeEach(async () => {
  stage = await setStage();
  for (const text of ['one', 'two', 'three']) stage.server.post(text);
});

afterEach(() => {
  cleanup();
  stage.session.stop();
});

it('opens the thread of a position that is a reply’s, in place of the link', async () => {
  stage.answers['GET /api/chat/channels/1/messages?around=46'] = { items: stage.server.messages, hasBefore: false, hasAfter: false, threadId: 1001 };
  stage.show(<Page />);
  await screen.findByRole('log');
  const steps = window.history.length;
  act(() => screen.getByText('46').click());
  await waitFor(() => expect(place()).toEqual({ pane: { name: 'thread', threadId: 1001, seq: 46 }, seq: null }));
  expect(window.history.length).toBe(steps + 1);
  act(() => screen.getByText('2').click());
  expect(place()).toMatchObject({ seq: 2 });
});

it('stays in the channel where the position is nobody’s', async () => {
  stage.show(<Page />);
  await screen.findByRole('log');
  act(() => screen.getByText('46').click());
  await waitFor(() => expect(stage.asked.some((address) => address.includes('around=46'))).toBe(true));
  await screen.findByRole('log');
  expect(place()).toEqual({ pane: null, seq: 46 });
});
