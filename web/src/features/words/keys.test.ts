import { expect, it } from 'vitest';

import { english } from './english';
import { german } from './german';
import { keysHere } from './keys';

it('calls the command key what it is called on the device', () => {
  expect(keysHere(english.sidebar.findKeys, 'Linux x86_64')).toBe('Ctrl K');
  expect(keysHere(german.sidebar.findKeys, 'Win32')).toBe('Strg K');
  expect(keysHere(german.sidebar.findKeys, 'MacIntel')).toBe('⌘ K');
  expect(keysHere('Ctrl B / Ctrl I', 'MacIntel')).toBe('⌘ B / ⌘ I');
});
