import { afterAll, beforeEach, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { png } from './support/files';
import { Scanner } from './support/scanner';
import { setScene } from './support/scene';

const scanner = await Scanner.start();
const scene = setScene({ ORVALE_CHAT_CLAMD: scanner.address });

beforeEach(() => scanner.hold());
afterAll(() => scanner.stop());

async function attach(visitor: Visitor, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  const chooser = visitor.page.waitForEvent('filechooser');
  await visitor.page.getByRole('button', { name: 'Attach files' }).first().click();
  await (await chooser).setFiles([{ name, mimeType, buffer }]);
}

it('shows that a picture is being checked, and the picture once it has passed', async () => {
  const [alice, bob] = await Promise.all(['alice', 'bob'].map((name) => Visitor.signedIn(scene.browser, scene.server, name)));
  if (alice === undefined || bob === undefined) throw new Error('nobody came');
  await alice.open('helpdesk');
  await bob.open('helpdesk');
  await attach(alice, 'panel.png', 'image/png', png(300, 200));
  await alice.write('the panel');
  const [sent, seen] = [alice.message('the panel'), bob.message('the panel')];
  await sent.getByText('Being checked. The others get it once it has passed.').waitFor();
  await sent.getByRole('button', { name: 'Open panel.png' }).locator('img').waitFor();
  const held = seen.getByRole('group', { name: 'panel.png' });
  await held.getByText('Being checked…').waitFor();
  const room = await held.boundingBox();
  scanner.say('OK');
  const picture = seen.getByRole('button', { name: 'Open panel.png' });
  await picture.locator('img').waitFor();
  const box = await picture.boundingBox();
  expect([box?.width, box?.height]).toEqual([room?.width, room?.height]);
  await sent.getByText('Being checked').waitFor({ state: 'detached' });
});

it('shows that a file is blocked, and why', async () => {
  const [alice, bob] = await Promise.all(['alice', 'bob'].map((name) => Visitor.signedIn(scene.browser, scene.server, name)));
  if (alice === undefined || bob === undefined) throw new Error('nobody came');
  await alice.open('helpdesk');
  await bob.open('helpdesk');
  await attach(alice, 'invoice.txt', 'text/plain', Buffer.from('not what it seems'));
  await alice.write('please pay');
  await bob.message('please pay').getByText(/Being checked…/).waitFor();
  scanner.say('Eicar-Test-Signature FOUND');
  await Promise.all([alice, bob].map((visitor) => visitor.message('please pay').getByText(/Blocked: the scanner found harmful content\./).waitFor()));
  expect(await bob.message('please pay').getByRole('button', { name: 'Download invoice.txt' }).count()).toBe(0);
});

it('says in the tray that a file is blocked, so that it is not sent', async () => {
  const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
  await alice.open('helpdesk');
  await attach(alice, 'invoice.txt', 'text/plain', Buffer.from('not what it seems'));
  const item = alice.page.getByRole('list', { name: 'Attached files' }).getByRole('listitem');
  await item.getByText(/Being checked…/).waitFor();
  scanner.say('Eicar-Test-Signature FOUND');
  await item.getByRole('alert').getByText(/Blocked: the scanner found harmful content\./).waitFor();
  await alice.page.getByRole('button', { name: 'Remove invoice.txt' }).click();
  await item.waitFor({ state: 'detached' });
});
