import { describe, expect, it, vi } from 'vitest';

import { watchEdits } from '../fakes/edits';
import { channelOf } from '../fakes/samples';
import { DEADLINE, useStage } from './stage';

describe('a message in the widget that was refused', () => {
  const stage = useStage();
  const { all, appear, found, press, texts, type } = stage;

  it('is given back to the line, behind what is written there', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.server.refuse = () => ({ code: 'invalid', message: 'not like this' });
    appear();
    stage.widget.open();
    await found('.log');
    await type('pleese');
    await press('Enter');
    await found('.problem', 'not like this');
    await type('oh');
    stage.server.refuse = null;
    const field = (await found('textarea')) as HTMLTextAreaElement;
    const edits = watchEdits(() => field);
    const edit = await found('.by button', 'Edit');
    edit.focus();
    edit.click();
    await vi.waitFor(() => expect(field.value).toBe('oh\npleese'), DEADLINE);
    // By the browser, whose undo takes it back.
    expect(edits).toEqual([['insertText', 'oh', 'oh\npleese']]);
    expect(stage.widget.shadowRoot?.activeElement).toBe(field);
    await vi.waitFor(() => expect(all('.bubble')).toEqual([]), DEADLINE);
    await type('please');
    await press('Enter');
    await vi.waitFor(() => expect(texts('.bubble')).toEqual(['please']), DEADLINE);
  });

  it('stays where it is when nothing can be written there', async () => {
    sessionStorage.setItem('orvale-chat.channel', '1');
    stage.server.refuse = () => ({ code: 'forbidden', message: 'not any more' });
    appear();
    stage.widget.open();
    await found('.log');
    await type('please');
    await press('Enter');
    await found('.by button', 'Edit');
    stage.server.publish('channel_updated', { channel: channelOf({ id: 1, name: 'general', active: false }) });
    await vi.waitFor(() => expect(all('textarea')).toEqual([]), DEADLINE);
    await vi.waitFor(() => expect(texts('.by button')).toEqual(['Try again', 'Discard']), DEADLINE);
    expect(texts('.bubble')).toEqual(['please']);
  });
});
