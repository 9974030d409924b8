// Drawing on shared screens: on somebody's, and on one's own.

import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { AnnotationChange } from '../../src/core/protocol/generated';
import { FakeConnection } from '../fakes/media';
import { deviceOf, Page, setCallStage } from './call-stage';

const share = { user: 'bob', deviceId: 'bobs' };
const BOX = { left: 0, top: 0, width: 1600, height: 900, right: 1600, bottom: 900, x: 0, y: 0, toJSON: () => ({}) };

describe('annotations of a shared screen', () => {
  const calls = setCallStage();
  const { event, sent, answered } = calls;

  const annotated = (change: AnnotationChange, of = share): void => event('call_annotated', { sessionId: 7, channelId: 1, share: of, participant: 'bob', deviceId: 'bobs', change });
  const annotations = () => sent('call_annotate').map(({ annotation }) => annotation);
  const tools = () => screen.getByRole('group', { name: 'Annotate: Bob’s screen' });
  const surface = (): HTMLElement => {
    const element = screen.getByRole('application', { name: 'Shared screen' });
    element.getBoundingClientRect = () => BOX;
    element.setPointerCapture = () => undefined;
    return element;
  };
  const click = (clientX: number, clientY: number): void => {
    const canvas = surface();
    fireEvent.pointerDown(canvas, { button: 0, clientX, clientY });
    fireEvent.pointerUp(canvas, { button: 0, clientX, clientY });
  };
  const paths = (): Element[] => [...document.querySelectorAll('[data-tile=screen] svg[data-marks] path')];

  /** Bob shares his screen, which is shown large. */
  async function shown(annotate = true): Promise<void> {
    calls.inside = [['bob', deviceOf('bobs', { screen: true, annotate })]];
    calls.stage.show(<Page />);
    await answered();
    await waitFor(() => expect(FakeConnection.all).toHaveLength(1));
    act(() => FakeConnection.all[0]?.deliver(2));
    await userEvent.click(screen.getByRole('button', { name: 'Expand call' }));
  }

  it('are drawn with the pointer, on the picture’s own coordinates', async () => {
    await shown();
    await userEvent.click(screen.getByRole('button', { name: 'Annotate' }));
    await userEvent.click(within(tools()).getByRole('button', { name: 'Blue' }));
    const canvas = surface();
    fireEvent.pointerDown(canvas, { button: 0, clientX: 160, clientY: 90 });
    fireEvent.pointerMove(canvas, { clientX: 800, clientY: 450 });
    fireEvent.pointerUp(canvas);
    await waitFor(() => expect(annotations()).toMatchObject([{ draw: { tool: 'pen', color: 'blue', points: [1000, 1000, 5000, 5000] } }]));
    expect(sent('call_annotate')[0]).toMatchObject({ sessionId: 7, share });
    expect(paths()).toHaveLength(1);
    await userEvent.click(within(tools()).getByRole('button', { name: 'Undo my last annotation' }));
    await userEvent.click(within(tools()).getByRole('button', { name: 'Clear my annotations' }));
    expect(annotations().slice(1)).toEqual(['undo', 'clear']);
    annotated('cleared');
    expect(paths()).toHaveLength(0);
    await userEvent.click(within(tools()).getByRole('button', { name: 'Done' }));
    expect(screen.queryByRole('application')).toBeNull();
  });

  it('are drawn with the keys', async () => {
    await shown();
    await userEvent.click(screen.getByRole('button', { name: 'Annotate' }));
    expect(document.activeElement).toBe(surface());
    await userEvent.click(within(tools()).getByRole('button', { name: 'Arrow' }));
    act(() => surface().focus());
    await userEvent.keyboard('{Enter}{ArrowRight}{ArrowDown}{Enter}');
    await waitFor(() => expect(annotations()).toMatchObject([{ draw: { tool: 'arrow', points: [5000, 5000, 5200, 5200] } }]));
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(annotations()[1]).toBe('undo');
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('application')).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Annotate' }));
  });

  it('belong to the finger that began them', async () => {
    await shown();
    await userEvent.click(screen.getByRole('button', { name: 'Annotate' }));
    await userEvent.click(within(tools()).getByRole('button', { name: 'Arrow' }));
    const canvas = surface();
    fireEvent.pointerDown(canvas, { button: 0, pointerId: 1, clientX: 160, clientY: 90 });
    fireEvent.pointerDown(canvas, { button: 0, pointerId: 2, clientX: 800, clientY: 90 });
    fireEvent.pointerMove(canvas, { pointerId: 2, clientX: 1600, clientY: 900 });
    fireEvent.pointerUp(canvas, { pointerId: 2 });
    expect(annotations()).toEqual([]);
    fireEvent.pointerMove(canvas, { pointerId: 1, clientX: 800, clientY: 450 });
    fireEvent.pointerUp(canvas, { pointerId: 1 });
    await waitFor(() => expect(annotations()).toMatchObject([{ draw: { tool: 'arrow', points: [1000, 1000, 5000, 5000] } }]));
    expect(paths()).toHaveLength(1);
  });

  it('end with their tool', async () => {
    await shown();
    await userEvent.click(screen.getByRole('button', { name: 'Annotate' }));
    const canvas = surface();
    fireEvent.pointerDown(canvas, { button: 0, clientX: 160, clientY: 90 });
    await userEvent.click(within(tools()).getByRole('button', { name: 'Highlighter' }));
    await waitFor(() => expect(annotations()).toMatchObject([{ draw: { tool: 'pen', points: [1000, 1000] } }]));
    fireEvent.pointerMove(canvas, { clientX: 800, clientY: 450 });
    fireEvent.pointerUp(canvas);
    expect(annotations()).toHaveLength(1);
  });

  it('are written where the user has clicked, and read out', async () => {
    await shown();
    await userEvent.click(screen.getByRole('button', { name: 'Annotate' }));
    await userEvent.click(within(tools()).getByRole('button', { name: 'Text' }));
    click(800, 450);
    await userEvent.type(await screen.findByRole('textbox', { name: 'Text' }), ' Look here {Enter}');
    expect(annotations()).toMatchObject([{ draw: { tool: 'text', points: [5000, 5000], text: 'Look here' } }]);
    expect(within(screen.getByRole('list', { name: 'Text annotations' })).getByRole('listitem').textContent).toBe('Alice: Look here');
    click(80, 45);
    const text = await screen.findByRole('textbox', { name: 'Text' });
    await userEvent.type(text, 'no');
    // It ends a word of an input method, not the text.
    fireEvent.keyDown(text, { key: 'Enter', isComposing: true });
    await userEvent.type(text, '{Escape}');
    expect(screen.queryByRole('textbox', { name: 'Text' })).toBeNull();
    expect(annotations()).toHaveLength(1);
  });

  it('show where others point, with their names, and go with the share', async () => {
    await shown();
    annotated({ pointed: { x: 2500, y: 2500 } });
    expect(document.querySelector('[data-pointer=bob]')?.textContent).toBe('Bob');
    annotated({ drawn: { user: 'bob', id: '1', tool: 'pen', color: 'red', points: [1, 2, 3, 4] } });
    expect(paths()).toHaveLength(1);
    await userEvent.click(screen.getByRole('button', { name: 'Annotate' }));
    const updated = (device: ReturnType<typeof deviceOf>) => event('call_participant_updated', { sessionId: 7, channelId: 1, participant: 'bob', deviceId: 'bobs', device });
    updated(deviceOf('bobs'));
    expect(screen.queryByRole('application')).toBeNull();
    updated(deviceOf('bobs', { screen: true }));
    await waitFor(() => expect(document.querySelector('[data-tile=screen]')).not.toBeNull());
    expect(paths()).toHaveLength(0);
  });

  it('are not offered where the presenter has turned them off', async () => {
    await shown(false);
    const button = screen.getByRole('button', { name: 'Annotate' });
    expect(button).toHaveProperty('disabled', true);
    expect(button.title).toBe('Bob has turned annotations off');
  });

  it('are seen by the presenter, who may keep others from drawing and clear all', async () => {
    await shown();
    event('call_participant_updated', { sessionId: 7, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs') });
    await userEvent.click(screen.getByRole('button', { name: 'Share screen' }));
    await waitFor(() => expect(document.querySelector('[data-tile=ownScreen]')).not.toBeNull());
    const deviceId = String(sent('call_accept')[0]?.['deviceId']);
    annotated({ drawn: { user: 'bob', id: '1', tool: 'highlighter', color: 'red', points: [1, 2, 3, 4] } }, { user: 'alice', deviceId });
    expect(document.querySelectorAll('[data-tile=ownScreen] svg[data-marks] path')).toHaveLength(1);
    await userEvent.click(screen.getByRole('button', { name: 'Annotate' }));
    const own = screen.getByRole('group', { name: 'Annotate: Your screen' });
    await userEvent.click(within(own).getByRole('checkbox', { name: 'Let others annotate' }));
    await waitFor(() => expect(sent('call_update').at(-1)).toMatchObject({ annotate: false }));
    await userEvent.click(within(own).getByRole('button', { name: 'Clear all annotations' }));
    expect(sent('call_annotate').at(-1)).toMatchObject({ share: { user: 'alice', deviceId }, annotation: 'clear' });
  });

  it('stay closed to others where the presenter has turned them off while the line was down', async () => {
    await shown();
    event('call_participant_updated', { sessionId: 7, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs') });
    await userEvent.click(screen.getByRole('button', { name: 'Share screen' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Annotate' }));
    act(() => calls.stage.server.drop());
    await userEvent.click(screen.getByRole('checkbox', { name: 'Let others annotate' }));
    await waitFor(() => expect(sent('call_join')).toHaveLength(1), { timeout: 20_000 });
    await waitFor(() => expect(sent('call_update').at(-1)).toMatchObject({ screen: true, annotate: false }));
  }, 30_000);
});
