import { expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { png } from './support/files';
import { setScene } from './support/scene';

const scene = setScene({ ORVALE_CHAT_ALLOW_FILES: 'image/*,.txt' });

it('says which kinds of files can be sent, and sends the others', async () => {
  const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
  await alice.open('helpdesk');
  const { page } = alice;
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach files' }).first().click();
  const files = [
    { name: 'setup.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ\x90\0', 'latin1') },
    { name: 'panel.png', mimeType: 'image/png', buffer: png(30, 30) },
  ];
  await (await chooser).setFiles(files);
  const refused = page.getByRole('list', { name: 'Attached files' }).getByRole('listitem').filter({ hasText: 'setup.exe' });
  await refused.getByRole('alert').getByText('This kind of file isn’t allowed here. You can send images and TXT.').waitFor();
  // It would be refused again.
  expect(await refused.getByRole('button').count()).toBe(1);
  await refused.getByRole('button', { name: 'Remove setup.exe' }).click();
  await alice.write('only the panel');
  await alice.message('only the panel').getByRole('button', { name: 'Open panel.png' }).waitFor();
  await alice.leave();
});
