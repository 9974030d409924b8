import { describe, expect, it } from 'vitest';

import { OF_THREAD } from './thread-address';
import { CONVERSATION, formatPlace, LIST, NAME_ONLY, OF_CHANNEL, parsePlace, placeAt, stepsOf, type Openable, type Place } from './address';

const settings = { name: 'channel_settings', channelId: 12 } as const;
const openable: Openable = {
  routes: [{ name: 'settings', read: (path) => (path === '/chat/settings/12' ? { dialog: settings } : null) }, LIST, CONVERSATION],
  panes: { pins: { address: NAME_ONLY }, thread: { address: OF_THREAD, ownStep: true } },
  dialogs: { profile: { address: NAME_ONLY }, channel_settings: { address: OF_CHANNEL }, logout: {} },
};

const place = (change: Partial<Place> = {}): Place => ({ route: { channelId: 12, seq: null }, pane: null, dialog: null, ...change });
const parse = (address: string): Place => parsePlace(new URL(address, 'https://chat.test'), openable);
const beside = { covers: false, held: false };
const pins = { name: 'pins' } as const;

describe('an address', () => {
  it('says what is open over a conversation, and is read back as that', () => {
    const both = place({ pane: pins, dialog: settings });
    expect(formatPlace(both, openable)).toBe('/chat/c/12?pane=pins&dialog=channel_settings:12');
    for (const each of [both, place(), place({ pane: pins }), place({ dialog: settings }), place({ route: { channelId: 12, seq: 7 }, pane: pins })]) {
      expect(parse(formatPlace(each, openable))).toEqual(each);
    }
  });

  it('leaves out what a reload must not open, and a pane where there is no conversation', () => {
    expect(formatPlace(place({ dialog: { name: 'logout' } }), openable)).toBe('/chat/c/12');
    expect(formatPlace(place({ route: { channelId: null, seq: null }, pane: pins }), openable)).toBe('/chat');
  });

  it('opens nothing that it does not know', () => {
    for (const query of ['pane=none', 'pane=pins:1', 'pane=constructor', 'dialog=logout', 'dialog=channel_settings', 'dialog=channel_settings:x', 'dialog=%', 'pane=']) {
      expect(parse(`/chat/c/12?${query}`)).toEqual(place());
    }
  });

  it('leads where its kind says, and is written as what is open there', () => {
    const there = parse('/chat/settings/12');
    expect(there).toEqual(place({ route: { channelId: null, seq: null }, dialog: settings }));
    expect(formatPlace(there, openable)).toBe('/chat?dialog=channel_settings:12');
    expect(placeAt(new URL('https://chat.test/chat/c/12/7?pane=pins'), openable)).toEqual(place({ route: { channelId: 12, seq: 7 }, pane: pins }));
    for (const path of ['/chat/nothing', '/chat/c/x', '/tickets/1']) expect(placeAt(new URL(path, 'https://chat.test'), openable)).toBeNull();
    expect(parse('/chat/nothing')).toEqual(parse('/chat'));
  });

  it('takes a step of the history for each layer', () => {
    const both = place({ pane: pins, dialog: settings });
    const dialog = '/chat/c/12?pane=pins&dialog=channel_settings:12';
    expect(stepsOf(both, beside, openable)).toEqual(['/chat/c/12?pane=pins', dialog]);
    expect(stepsOf(both, { ...beside, covers: true }, openable)).toEqual(['/chat/c/12', '/chat/c/12?pane=pins', dialog]);
    expect(stepsOf(place({ dialog: { name: 'logout' } }), { ...beside, covers: true }, openable)).toEqual(['/chat/c/12', '/chat/c/12']);
  });

  it('takes one for a thread beside the conversation, unless both were opened at once', () => {
    const both = place({ pane: { name: 'thread', threadId: 3, seq: null } });
    const thread = '/chat/c/12?pane=thread:3';
    expect(stepsOf(both, beside, openable)).toEqual(['/chat/c/12', thread]);
    expect(stepsOf(both, { ...beside, held: true }, openable)).toEqual([thread]);
    expect(stepsOf(both, { covers: true, held: true }, openable)).toEqual([thread]);
    expect(stepsOf(both, { covers: true, held: false }, openable)).toEqual(['/chat/c/12', thread]);
  });
});
