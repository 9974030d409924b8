import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { PASSWORD } from './support/logins';
import { setScene } from './support/scene';

const scene = setScene();

describe('signing in', () => {
  it('refuses a wrong password in words and then lets the right one in', async () => {
    const visitor = await Visitor.arrive(scene.browser, scene.server);
    await visitor.visit('/chat');
    await visitor.page.getByLabel('User name').fill('alice');
    await visitor.page.getByLabel('Password').fill('not the password');
    await visitor.page.getByRole('button', { name: 'Log in' }).click();
    await visitor.page.getByText('The user name or password is wrong.').waitFor();
    await visitor.page.getByLabel('Password').fill(PASSWORD);
    await visitor.page.keyboard.press('Enter');
    await visitor.conversation('general').waitFor();
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  it('lasts over a reload and ends with a logout', async () => {
    const visitor = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    await visitor.page.reload();
    await visitor.conversation('general').waitFor();
    await visitor.page.getByRole('button', { name: 'Log out' }).click();
    await visitor.page.getByRole('button', { name: 'Log out here' }).click();
    await visitor.page.getByLabel('Password').waitFor();
    // Nothing of what was open is left to read, not in the tab either.
    expect(await visitor.page.title()).toBe('Orvale Chat');
    await visitor.page.reload();
    await visitor.page.getByLabel('Password').waitFor();
    await visitor.leave();
  });

  it('ends everywhere when asked to, and keeps the draft of the other device', async () => {
    const here = await Visitor.signedIn(scene.browser, scene.server, 'carol');
    const there = await Visitor.signedIn(scene.browser, scene.server, 'carol');
    await there.open('general');
    await there.composer.fill('not yet sent');
    await here.page.getByRole('button', { name: 'Log out' }).click();
    await here.page.getByRole('button', { name: 'Log out on all devices' }).click();
    await there.page.getByText('Your session was ended').waitFor();
    await there.signIn('carol');
    await there.open('general');
    expect(await there.composer.inputValue()).toBe('not yet sent');
    await here.leave();
    await there.leave();
  });
});
