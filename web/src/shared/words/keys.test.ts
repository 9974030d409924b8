import { expect, it } from 'vitest';

import { keysHere } from './keys';

it('calls the command key what it is called on the device', () => {
  expect(keysHere('Ctrl K', 'Linux x86_64')).toBe('Ctrl K');
  expect(keysHere('Strg K', 'Win32')).toBe('Strg K');
  expect(keysHere('Strg K', 'MacIntel')).toBe('⌘ K');
  expect(keysHere('Ctrl B / Ctrl I', 'MacIntel')).toBe('⌘ B / ⌘ I');
});
