import { expect, it } from 'vitest';

import type { FileInfo } from '../../core/protocol/generated';
import { boxOf, endingOf, grouped, lengthOf, shownAs, sizeOf } from './kinds';

function fileOf(mimeType: string, change: Partial<FileInfo> = {}): FileInfo {
  return { id: mimeType, name: 'a', size: 1000, mimeType, hasThumbnail: false, ...change };
}

it('shows in place only what is harmless there', () => {
  const shown = ['image/png', 'image/svg+xml', 'video/mp4', 'audio/ogg', 'text/plain', 'text/html', 'application/json', 'application/zip'].map((mimeType) => shownAs(fileOf(mimeType)));
  // HTML as its text: never as a document.
  expect(shown).toEqual(['picture', 'card', 'video', 'audio', 'text', 'text', 'text', 'card']);
  expect(shownAs(fileOf('image/png', { size: 90_000_000 }))).toBe('card');
  expect(shownAs(fileOf('image/png', { size: 90_000_000, hasThumbnail: true }))).toBe('picture');
});

it('writes sizes as each language does', () => {
  expect([1, 999, 1000, 1234, 48_213, 5_400_000, 2_000_000_000].map((bytes) => sizeOf(bytes, 'en'))).toEqual(['1 byte', '999 bytes', '1 kB', '1.2 kB', '47 kB', '5.1 MB', '1.9 GB']);
  expect(sizeOf(1_500_000, 'de').replace(/\s/g, ' ')).toBe('1,4 MB');
  // The server's limit.
  expect(sizeOf(100 * 1024 * 1024, 'en')).toBe('100 MB');
});

it('reads endings and lengths', () => {
  expect(['a.pdf', 'report.tar.gz', '.profile', 'README', 'x.verylong'].map(endingOf)).toEqual(['PDF', 'GZ', '', '', '']);
  expect([400, 59_600, 65_000].map(lengthOf)).toEqual(['0:00', '1:00', '1:05']);
});

it('puts pictures that follow each other together, and keeps the order', () => {
  const files = ['image/png', 'image/gif', 'text/plain', 'image/png'].map((mimeType) => fileOf(mimeType));
  expect(grouped(files, false).map((group) => group.length)).toEqual([2, 1, 1]);
});

it('keeps a picture that is being checked apart, but not from its sender, and a blocked one from everyone', () => {
  const files = [fileOf('image/png'), fileOf('image/png', { state: 'checking' }), fileOf('image/png')];
  expect(grouped(files, false).map((group) => group.length)).toEqual([1, 1, 1]);
  expect(grouped(files, true).map((group) => group.length)).toEqual([3]);
  expect(grouped([fileOf('image/png'), fileOf('image/png', { state: 'blocked' })], true)).toHaveLength(2);
});

it('keeps the aspect of a picture, and never makes it larger than it is', () => {
  expect(boxOf({ width: 4000, height: 3000 })).toEqual({ width: 400, height: 300 });
  expect(boxOf({ width: 100, height: 80 })).toEqual({ width: 100, height: 80 });
  expect(boxOf({ width: 10_000, height: 10 })).toEqual({ width: 400, height: 48 });
});
