// Calls between two people: ringing, sound and pictures of each other, a shared screen, and the ways in which they end.

import { describe, expect, it } from 'vitest';

import { CALL_ARGUMENTS } from './support/browser';
import { answer, caller, callOf, inPhase, moves, ringingOf, samplesHeard, startCall, watchConnections } from './support/calls';
import { violations } from './support/axe';
import { setScene } from './support/scene';

const scene = setScene({}, { args: CALL_ARGUMENTS });

describe('calls', () => {
  it('ring, connect both with sound, and end for both', async () => {
    const alice = await caller(scene.browser, scene.server, 'alice');
    const bob = await caller(scene.browser, scene.server, 'bob');
    await watchConnections(alice);
    await watchConnections(bob);
    await alice.open('Bob Kowalski');
    await startCall(alice, 'audio');
    await ringingOf(bob).getByText('Incoming audio call').waitFor();
    await inPhase(alice, 'calling');
    await answer(bob);
    await inPhase(alice, 'active');
    await inPhase(bob, 'active');
    for (const person of [alice, bob]) await expect.poll(() => samplesHeard(person)).toBeGreaterThan(48_000);

    await callOf(alice).getByRole('button', { name: 'Mute', exact: true }).click();
    await callOf(bob).getByRole('button', { name: /^People/ }).click();
    await bob.page.getByRole('list', { name: 'People in this call' }).getByText('Muted').waitFor();
    await callOf(alice).getByRole('button', { name: 'Unmute' }).click();
    await bob.page.getByRole('list', { name: 'People in this call' }).getByText('Muted').waitFor({ state: 'detached' });
    // The conversation stays usable.
    await alice.write('as I just said');
    await alice.message('as I just said').waitFor();

    await callOf(bob).getByRole('button', { name: 'Leave call' }).click();
    await inPhase(alice, 'ended');
    await callOf(alice).waitFor({ state: 'detached' });
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });

  it('show cameras and a screen beside each other, and survive a reload', async () => {
    const alice = await caller(scene.browser, scene.server, 'alice', { bypassCSP: true });
    const bob = await caller(scene.browser, scene.server, 'bob');
    await alice.open('Bob Kowalski');
    await startCall(alice, 'video');
    await ringingOf(bob).getByRole('button', { name: 'Answer with video' }).click();
    await moves(alice.page.locator('[data-tile=camera] video'));
    await moves(bob.page.locator('[data-tile=camera] video'));
    expect(await violations(alice.page)).toEqual([]);

    await callOf(bob).getByRole('button', { name: 'Share screen' }).click();
    await moves(alice.page.locator('[data-tile=screen] video'));
    await moves(alice.page.locator('[data-tile=camera] video'));
    await callOf(bob).getByRole('button', { name: 'Stop sharing' }).click();
    await alice.page.locator('[data-tile=screen]').waitFor({ state: 'detached' });

    await callOf(bob).getByRole('button', { name: 'Turn camera off' }).click();
    await alice.page.locator('[data-tile=camera]:not([data-picture])').waitFor();
    await callOf(bob).getByRole('button', { name: 'Turn camera on' }).click();
    await moves(alice.page.locator('[data-tile=camera] video'));

    await bob.page.reload();
    await inPhase(bob, 'active');
    await moves(bob.page.locator('[data-tile=camera] video'));
    await moves(alice.page.locator('[data-tile=camera] video'));
    expect(await alice.page.locator('[data-tile=camera]').count()).toBe(1);
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });

  it('stop ringing on every device once one has answered or declined', async () => {
    const alice = await caller(scene.browser, scene.server, 'alice');
    const bob = await caller(scene.browser, scene.server, 'bob');
    const tab = await bob.anotherTab();
    await tab.ready();
    await alice.open('Bob Kowalski');
    await startCall(alice, 'audio');
    await ringingOf(bob).waitFor();
    await ringingOf(tab).waitFor();
    // What is shown for seconds is awaited while it comes about: on a busy machine it would be over.
    await Promise.all([bob.page.getByText('Answered on another device.').waitFor(), answer(tab)]);
    await ringingOf(bob).waitFor({ state: 'detached' });
    await inPhase(alice, 'active');
    await callOf(alice).getByRole('button', { name: 'Leave call' }).click();
    await callOf(alice).waitFor({ state: 'detached' });

    await startCall(alice, 'audio');
    await Promise.all([callOf(alice).getByText('The call was declined').waitFor(), ringingOf(bob).getByRole('button', { name: 'Decline' }).click()]);
    await ringingOf(tab).waitFor({ state: 'detached' });

    await startCall(alice, 'audio');
    await ringingOf(bob).waitFor();
    await callOf(alice).getByRole('button', { name: 'Cancel call' }).click();
    await ringingOf(bob).waitFor({ state: 'detached' });
    await ringingOf(tab).waitFor({ state: 'detached' });
  });

  it('can be joined by everyone in a channel, and found in the list of calls', async () => {
    const alice = await caller(scene.browser, scene.server, 'alice');
    const bob = await caller(scene.browser, scene.server, 'bob');
    await alice.open('helpdesk');
    await startCall(alice, 'audio');
    await inPhase(alice, 'calling');
    await bob.conversations.getByRole('link', { name: /helpdesk.*Call in progress/ }).waitFor();
    await bob.open('helpdesk');
    await bob.page.getByRole('button', { name: 'Join (1)' }).click();
    await bob.page.getByRole('dialog').getByRole('button', { name: 'Join call' }).click();
    await inPhase(alice, 'active');
    await callOf(alice).getByRole('button', { name: 'Leave call' }).click();
    await callOf(bob).waitFor({ state: 'detached' });
    await bob.page.getByRole('button', { name: 'Calls' }).click();
    const list = bob.page.getByRole('list', { name: 'Calls' });
    await list.getByText('Alice Nguyen').waitFor();
    await list.getByRole('listitem').filter({ hasText: 'Alice Nguyen' }).getByRole('button', { name: 'Call #helpdesk' }).click();
    await bob.page.getByRole('dialog').getByRole('button', { name: 'Start call' }).waitFor();
  });
});
