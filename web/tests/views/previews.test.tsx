import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { LinkPreview } from '../../src/core/protocol/generated';
import { PreviewPart } from '../../src/features/previews/PreviewPart';
import { messageOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const PREVIEW: LinkPreview = { url: 'https://wiki.example/printers', title: 'All <b>printers</b>', description: 'Where they are', siteName: 'Wiki' };

describe('previews of links', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  function show(userId: string, previews: LinkPreview[]): void {
    stage.show(<PreviewPart message={messageOf({ id: 1001, userId, text: `see ${PREVIEW.url}`, previews })} />);
  }

  it('show the host of the page, and what it says as plain text', async () => {
    show('bob', [PREVIEW]);
    const card = await screen.findByRole('region', { name: 'Preview of All <b>printers</b>' });
    expect(card.textContent).toBe('Wiki · wiki.exampleAll <b>printers</b>Where they are');
    const link = card.querySelector('a');
    expect([link?.href, link?.rel, link?.target]).toEqual([PREVIEW.url, 'noopener noreferrer nofollow', '_blank']);
    expect(screen.queryByRole('button', { name: 'Remove preview' })).toBeNull();
  });

  it('lead nowhere but to pages', async () => {
    show('bob', [{ ...PREVIEW, url: 'javascript:alert(1)' }, PREVIEW]);
    expect(await screen.findAllByRole('region', { name: /^Preview of/ })).toHaveLength(1);
  });

  it('are removed by the author', async () => {
    show(stage.session.store.state.me?.username ?? '', [PREVIEW]);
    stage.answer('DELETE', '/api/chat/messages/1001/previews', messageOf({ id: 1001 }));
    await userEvent.click(await screen.findByRole('button', { name: 'Remove preview' }));
    await waitFor(() => expect(stage.asked.filter((address) => address.endsWith('/messages/1001/previews'))).toHaveLength(1));
  });
});
