import { cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { DeleteDialog } from '../../src/features/messages/DeleteDialog';
import { messageOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => {
  cleanup();
  stage.session.stop();
});

const file = (name: string) => ({ id: name, name, size: 9, mimeType: 'text/plain', hasThumbnail: false });

it('the question whether to delete a message names the files that go with it', () => {
  stage.show(<DeleteDialog conversation="channel:1" message={messageOf({ text: 'the logs', files: [file('one.log'), file('two.log')] })} />);
  screen.getByText('the logs');
  screen.getByText('With its 2 files: one.log, two.log');
});

it('and names them once where there is no text', () => {
  stage.show(<DeleteDialog conversation="channel:1" message={messageOf({ text: '', files: [file('one.log')] })} />);
  expect(screen.getAllByText(/one\.log/)).toHaveLength(1);
});
