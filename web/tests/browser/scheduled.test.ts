import { describe, expect, it } from 'vitest';

import { Visitor } from './support/browser';
import { setScene } from './support/scene';

const scene = setScene();

describe('a scheduled message', () => {
  it('is shown to its author alone, on all devices, until it is sent', async () => {
    const alice = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const phone = await Visitor.signedIn(scene.browser, scene.server, 'alice');
    const bob = await Visitor.signedIn(scene.browser, scene.server, 'bob');
    for (const visitor of [alice, phone, bob]) await visitor.open('helpdesk');
    await alice.composer.fill('good morning, desk');
    await alice.page.getByRole('button', { name: 'Send later' }).click();
    await alice.page.getByRole('dialog', { name: 'Send later' }).getByRole('button', { name: /Tomorrow morning/ }).click();
    await alice.page.getByRole('button', { name: '1 scheduled message here' }).waitFor();
    await expect.poll(() => alice.composer.inputValue()).toBe('');
    await expect.poll(() => alice.composer.evaluate((element) => element === document.activeElement)).toBe(true);
    await phone.page.getByRole('button', { name: '1 scheduled message here' }).click();

    const list = phone.page.getByRole('complementary', { name: 'Scheduled' });
    await list.getByRole('button', { name: 'Edit' }).click();
    await list.getByRole('textbox').fill('good morning, everyone');
    await list.getByRole('button', { name: 'Save' }).click();
    await list.getByText('good morning, everyone').waitFor();
    await list.getByRole('button', { name: 'Change time' }).click();
    const times = phone.page.getByRole('dialog', { name: 'Change time' });
    await times.getByRole('button', { name: /Monday morning|Tomorrow morning/ }).last().click();
    await times.waitFor({ state: 'detached' });
    await list.waitFor();

    await alice.conversations.getByRole('button', { name: 'Scheduled' }).click();
    await alice.page.getByRole('complementary', { name: 'Scheduled' }).getByText('good morning, everyone').waitFor();
    expect(await bob.conversations.getByRole('button', { name: 'Scheduled' }).count()).toBe(0);
    await alice.page.getByRole('button', { name: 'Send now' }).click();
    await bob.message('good morning, everyone').waitFor();
    await list.getByText('No scheduled messages.').waitFor();
    await alice.page.keyboard.press('Escape');
    await alice.conversations.getByRole('button', { name: 'Scheduled' }).waitFor({ state: 'detached' });
    expect([...alice.complaints, ...phone.complaints, ...bob.complaints]).toEqual([]);
  });
});
