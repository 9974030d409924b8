import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';

import type { FileInfo, Message } from '../../src/core/protocol/generated';
import { channelKey } from '../../src/core/store/conversation';
import { Lightbox } from '../../src/features/files/Lightbox';
import { refused } from '../fakes/contract';
import { messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const picture = (name: string): FileInfo => ({ id: name, name, size: 9, mimeType: name.endsWith('.png') ? 'image/png' : 'application/zip', width: 10, height: 10, hasThumbnail: false });
const sent = (seq: number, ...names: string[]): Message => messageOf({ id: seq, seq, userId: 'bob', text: '', files: names.map(picture) });

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
  stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob', { displayName: 'Bob Kowalski' })] });
  stage.answers['GET /api/chat/files/'] = () => refused(404, 'not_found');
});

afterEach(() => {
  cleanup();
  stage.session.stop();
});

const isOff = (name: string): boolean => screen.getByRole('button', { name }).getAttribute('aria-disabled') === 'true' || screen.getByRole<HTMLButtonElement>('button', { name }).disabled;
const shown = async (name: string): Promise<HTMLElement> => screen.findByRole('dialog', { name });

it('goes from one picture of the conversation to the next, and fetches what is older', async () => {
  const later = [sent(10), sent(11, 'b1.png', 'notes.zip', 'b2.png'), messageOf({ id: 12, seq: 12, text: 'no picture' }), sent(13, 'c.png')];
  const earlier = [sent(8, 'a.png'), messageOf({ id: 9, seq: 9, text: 'words' })];
  stage.answer('GET', '/api/chat/channels/1/messages', ({ searchParams }) =>
    searchParams.has('before') ? { items: earlier, hasBefore: false, hasAfter: true } : { items: later, hasBefore: true, hasAfter: false },
  );
  await stage.session.timelines.latest(channelKey(1));
  stage.show(<Lightbox files={[picture('b1.png'), picture('b2.png')]} index={0} messageId={11} mine={false} />);
  const dialog = await shown('b1.png');
  // There is more to fetch: nobody knows of how many it is one.
  expect(dialog.textContent).toContain('Bob Kowalski, ');
  expect(dialog.textContent).not.toContain(' of ');
  await userEvent.keyboard('{ArrowRight}');
  expect((await shown('b2.png')).textContent).not.toContain(' of ');
  await userEvent.keyboard('{ArrowRight}');
  const last = await shown('c.png');
  expect(last.textContent).not.toContain(' of ');
  expect(isOff('Next picture')).toBe(true);
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}');
  // All that the arrows walk through.
  expect((await shown('a.png')).textContent).toContain('1 of 4 · ');
  expect(isOff('Previous picture')).toBe(true);
});

it('has only its own pictures where its message is not among the loaded ones', async () => {
  stage.show(<Lightbox files={[picture('b1.png'), picture('b2.png')]} index={1} messageId={99} mine={false} />);
  expect((await shown('b2.png')).textContent).toContain('2 of 2');
  expect(isOff('Next picture')).toBe(true);
  await userEvent.click(screen.getByRole('button', { name: 'Previous picture' }));
  await shown('b1.png');
});
