import { describe, expect, it, vi } from 'vitest';

import type { LinkPreview } from '../../src/core/protocol/generated';
import { messageOf } from '../fakes/samples';
import { DEADLINE, useStage } from './stage';

const PREVIEW: LinkPreview = { url: 'https://wiki.example/printers', title: 'All <b>printers</b>', description: 'Where they are', siteName: 'Wiki' };

describe('previews of links in the widget', () => {
  const stage = useStage();
  const { all, appear, found } = stage;

  async function show(userId: string, ...previews: LinkPreview[]): Promise<void> {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.history = [messageOf({ id: 1001, userId, text: `see ${PREVIEW.url}`, previews })];
    appear();
    stage.widget.open();
    await found('.bubble', 'see');
  }

  it('show the host of the page, and what it says as plain text', async () => {
    await show('bob', { ...PREVIEW, url: 'javascript:alert(1)' }, PREVIEW);
    const card = await found('.previews section', 'printers');
    expect(card.textContent).toBe('Wiki · wiki.exampleAll <b>printers</b>Where they are');
    const link = card.querySelector('a');
    expect([link?.href, link?.rel, link?.target]).toEqual([PREVIEW.url, 'noopener noreferrer nofollow', '_blank']);
    expect(all('.previews section')).toHaveLength(1);
    expect(all('.previews button')).toEqual([]);
  });

  it('come a moment after their message, and are removed by the author', async () => {
    await show('alice');
    stage.server.publish('message_updated', { channelId: 1, message: messageOf({ id: 1001, userId: 'alice', text: `see ${PREVIEW.url}`, previews: [PREVIEW] }) });
    const button = (await found('.previews button', 'Remove preview')) as HTMLElement;
    button.click();
    await vi.waitFor(() => expect(stage.calls).toContain('DELETE /api/chat/messages/1001/previews'), DEADLINE);
  });
});
