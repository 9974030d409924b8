// Sections of one's own are the server's, so that every device has them.

import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Section } from '../../src/core/protocol/generated';
import { ChannelSidebar } from '../../src/features/sidebar/ChannelSidebar';
import { Notices } from '../../src/features/notice/Notices';
import { changeOwnSections, changeSidebar, ownSections, sidebarChoices } from '../../src/shared/hooks/sidebar';
import { channelOf, preferencesOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

let stage: Stage;
const URGENT: Section = { id: 'a', title: 'Urgent', channels: [3] };
const LATER: Section = { id: 'b', title: 'Later', channels: [] };

beforeEach(async () => {
  stage = await setStage();
  stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 3, name: 'zebra' }) });
  stage.answer('GET', '/api/chat/preferences', () => stage.server.preferences);
  changeSidebar({ own: {}, sent: {} });
});

afterEach(() => {
  cleanup();
  stage.session.stop();
  changeSidebar({ own: {}, sent: {} });
});

const sent = (): unknown[] => stage.server.commands.filter(({ name }) => name === 'set_preferences').map(({ data }) => data);
const told = (sections: Section[]): void => act(() => stage.server.tell('preferences_updated', { preferences: preferencesOf({ sections }) } as never));
const own = () => ownSections(sidebarChoices.get(), 'alice');

it('come from the server, and follow other devices', async () => {
  stage.server.preferences = preferencesOf({ sections: [URGENT] });
  stage.show(<ChannelSidebar />);
  await screen.findByText('Urgent');
  told([{ ...URGENT, title: 'Very urgent' }]);
  await screen.findByText('Very urgent');
  expect(sent()).toEqual([]);
});

it('are sent when they are changed, and shown at once', async () => {
  stage.show(<ChannelSidebar />);
  await waitFor(() => expect(sidebarChoices.get().sent).toEqual({ alice: true }));
  act(() => changeOwnSections('alice', () => [URGENT]));
  expect(screen.getByText('Urgent')).toBeTruthy();
  await waitFor(() => expect(sent()).toEqual([{ sections: [URGENT] }]));
  await waitFor(() => expect(sidebarChoices.get().sent).toEqual({ alice: true }));
});

it('are sent later where the server cannot be reached, whatever it had before', async () => {
  stage.show(<ChannelSidebar />);
  await waitFor(() => expect(sidebarChoices.get().sent).toEqual({ alice: true }));
  stage.server.up = false;
  act(() => stage.server.drop());
  act(() => changeOwnSections('alice', () => [URGENT]));
  expect(sent()).toEqual([]);
  stage.server.up = true;
  act(() => stage.session.retryNow());
  await waitFor(() => expect(sent()).toEqual([{ sections: [URGENT] }]), { timeout: 5000 });
  expect(own()).toEqual([URGENT]);
});

it('that were kept by this browser alone join those of the server', async () => {
  changeSidebar({ own: { alice: [LATER] } });
  stage.server.preferences = preferencesOf({ sections: [URGENT] });
  stage.show(<ChannelSidebar />);
  await waitFor(() => expect(sent()).toEqual([{ sections: [URGENT, LATER] }]));
  await waitFor(() => expect(own()).toEqual([URGENT, LATER]));
});

it('are as the server has them again where it refuses a change', async () => {
  stage.server.preferences = preferencesOf({ sections: [URGENT] });
  stage.show(<><ChannelSidebar /><Notices /></>);
  await screen.findByText('Urgent');
  stage.server.refusePreferences = { code: 'invalid', message: 'sections: too many' };
  act(() => changeOwnSections('alice', () => [URGENT, LATER]));
  await screen.findByRole('button', { name: 'Close' });
  await waitFor(() => expect(own()).toEqual([URGENT]));
});
