import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { FileInfo } from '../../src/core/protocol/generated';
import { FilesPane } from '../../src/features/files/FilesPane';
import { channelOf, messageOf, personOf, ticketOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const plan: FileInfo = { id: 'f1', name: 'plan.zip', size: 1200, mimeType: 'application/zip', hasThumbnail: false };

describe('the files of a conversation', () => {
  let stage: Stage;
  let found: boolean;

  beforeEach(async () => {
    found = true;
    stage = await setStage();
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    stage.answer('GET', '/api/chat/search', () => ({ items: found ? [{ message: messageOf({ file: plan, files: [plan] }), highlights: [] }] : [] }));
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  const asked = (): string | null | undefined => stage.asked.map((url) => new URL(url)).findLast(({ pathname }) => pathname === '/api/chat/search')?.searchParams.get('q');

  it('are listed by name, kind, person and time', async () => {
    stage.show(<FilesPane channel={channelOf({ id: 7 })} />);
    await screen.findByTitle('plan.zip');
    expect(asked()).toBe('has:file in:id:7');
    await userEvent.type(screen.getByRole('searchbox', { name: 'Name or text' }), 'plan');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Kind' }), 'Office documents');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Sent by' }), 'Bob');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Sent within' }), 'Last 7 days');
    await waitFor(() => expect(asked()).toMatch(/^has:document in:id:7 from:"bob" after:\d{4}-\d\d-\d\d plan$/));
    await screen.findByTitle('plan.zip');
  });

  it('has those of the ticket of its conversation, with its comments', async () => {
    const path = '/api/chat/tickets/HD-250819-138' as const;
    const file = (name: string): FileInfo => ({ id: name, name, size: 5, mimeType: 'application/zip', hasThumbnail: false });
    stage.answers[`GET ${path}/history`] = () => ({ items: [{ type: 'comment', id: 1, text: 'here', internal: false, files: [file('commented.zip')], author: 'bob', authorName: 'Bob Kowalski', createdAt: Date.now() }] });
    stage.answers[`GET ${path}`] = () => ticketOf({ files: [file('attached.zip')] });
    found = false;
    stage.show(<FilesPane channel={channelOf({ ticket: 'HD-250819-138' })} />);
    const section = await screen.findByRole('region', { name: 'Attached to the ticket' });
    await within(section).findByTitle('attached.zip');
    await within(section).findByTitle('commented.zip');
    within(section).getByText('Bob Kowalski');
    await userEvent.type(screen.getByRole('searchbox', { name: 'Name or text' }), 'comm');
    await waitFor(() => expect(screen.queryByTitle('attached.zip')).toBeNull());
    screen.getByTitle('commented.zip');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Kind' }), 'Videos');
    await screen.findByText('No files match.');
  });

  it('say when none match, and keep the filters', async () => {
    stage.show(<FilesPane channel={channelOf()} />);
    await screen.findByTitle('plan.zip');
    found = false;
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Kind' }), 'Videos');
    await screen.findByText('No files match.');
    found = true;
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Kind' }), 'Any kind');
    await screen.findByTitle('plan.zip');
  });

  it('have no filters where there is nothing', async () => {
    found = false;
    stage.show(<FilesPane channel={channelOf()} />);
    await screen.findByText('No files yet.');
    expect(screen.queryByRole('search')).toBeNull();
  });
});
