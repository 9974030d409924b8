import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MessageInput } from '../../src/features/composer/MessageInput';
import { channelOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('writing', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.show(<MessageInput channel={channelOf()} title="#general" />);
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  const box = (): HTMLTextAreaElement => screen.getByRole('textbox');

  it('goes on with a list where a line is ended, and ends it on an empty item', async () => {
    await userEvent.type(box(), '- one{Shift>}{Enter}{/Shift}two{Shift>}{Enter}{Enter}{/Shift}done');
    expect(box().value).toBe('- one\n- two\ndone');
  });

  it('leaves lines of code as they are', async () => {
    await userEvent.type(box(), '```{Shift>}{Enter}{/Shift}- one{Shift>}{Enter}{/Shift}two');
    expect(box().value).toBe('```\n- one\ntwo');
  });

  /** Pastes what another program put there in two forms. */
  async function paste(html: string, plain: string): Promise<void> {
    const clipboard = new DataTransfer();
    clipboard.setData('text/plain', plain);
    clipboard.setData('text/html', html);
    await userEvent.paste(clipboard);
  }

  it('pastes formatted text as Markdown, and tables on lines of their own', async () => {
    await userEvent.type(box(), 'see ');
    await paste('<p>the <b>new</b> <a href="https://e.com/w">wiki</a></p>', 'the new wiki');
    await waitFor(() => expect(box().value).toBe('see the **new** [wiki](https://e.com/w)'));
    await paste('<table><tr><td>a</td><td>b</td></tr></table>', 'a\tb');
    await waitFor(() => expect(box().value).toBe('see the **new** [wiki](https://e.com/w)\n| a | b |\n| --- | --- |'));
  });

  it('pastes plain text where formatting says nothing, and in code', async () => {
    await userEvent.click(box());
    await paste('<span style="font-weight:400">a</span>', 'a');
    await waitFor(() => expect(box().value).toBe('a'));
    await userEvent.clear(box());
    await paste('<p>*a*</p>', '*a*');
    await waitFor(() => expect(box().value).toBe('\\*a*'));
    await userEvent.clear(box());
    await userEvent.paste('*a*');
    expect(box().value).toBe('*a*');
    await userEvent.clear(box());
    await userEvent.type(box(), '```{Shift>}{Enter}{/Shift}');
    await paste('<b>x</b>', 'x');
    await waitFor(() => expect(box().value).toBe('```\nx'));
  });

  it('links the words that an address is pasted over, however the address came', async () => {
    await userEvent.type(box(), 'the wiki');
    box().setSelectionRange(4, 8);
    await paste('<a href="https://e.com/w">https://e.com/w</a>', 'https://e.com/w');
    expect(box().value).toBe('the [wiki](https://e.com/w)');
  });
});
