import { expect, it } from 'vitest';

import { plainLines } from './lines';

it.each([
  ['The serial number is **4711-B**.', 'The serial number is 4711-B.'],
  ['it burns\n\nreally', 'it burns\n\nreally'],
  ['one\ntwo', 'one\ntwo'],
  ['> *quoted*\n> twice\n\nmine', '> quoted\n> twice\n\nmine'],
  ['Errors:\n- a\n- b', 'Errors:\n- a\n- b'],
  ['- a\n- **b**\n  - c', '- a\n- b\n  - c'],
  ['3. three\n4. four', '3. three\n4. four'],
  ['```\n  at **main**\n```', '  at **main**'],
  ['| a | b |\n|---|---|\n| 1 | `2` |', 'a | b\n1 | 2'],
  ['see [the page](https://example.com/x) and https://example.com/y', 'see the page (https://example.com/x) and https://example.com/y'],
  ['`\\\\srv01\\_install\\*.msi` on C:\\temp\\*.log, ~~not~~ @bob #general', '\\\\srv01\\_install\\*.msi on C:\\temp\\*.log, not @bob #general'],
])('%j is plain', (source, plain) => {
  expect(plainLines(source)).toBe(plain);
});
