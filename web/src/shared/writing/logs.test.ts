import { describe, expect, it } from 'vitest';

import { logIn } from './logs';

const found = (text: string): string | null => {
  const span = logIn(text);
  return span === null ? null : text.slice(span.start, span.end);
};

const LOGS = [
  '2026-11-28 09:14:02,113 WARN  [worker-3] retrying *all* jobs\n2026-11-28 09:14:03,120 ERROR [worker-3] gave up\n2026-11-28 09:14:03,121 INFO  [main] __init__ done',
  'Nov 28 09:14:02 srv01 sshd[812]: Accepted key\nNov 28 09:14:05 srv01 CRON[900]: (root) CMD (*/5)\nNov 28 09:14:09 srv01 sshd[812]: closed',
  'Traceback (most recent call last):\n  File "app.py", line 5, in __init__\n    self._load_config()\n  File "app.py", line 9, in _load_config\nKeyError: \'__name__\'\n  File "x.py", line 1, in y',
  'java.lang.IllegalStateException: no\n\tat com.acme.App.run(App.java:12)\n\tat com.acme.App.main(App.java:4)\nCaused by: java.io.IOException\n\tat com.acme.Disk.read(Disk.java:7)',
  'Reply from 10.0.0.1: bytes=32 time<1ms TTL=54\nReply from 10.0.0.1: bytes=32 time<1ms TTL=54\nReply from 10.0.0.1: bytes=32 time<1ms TTL=54',
  'for (const x of y) {\n  run(*x*);\n  walk(x);\n}',
  '   IPv4 Address. . . . . . . . . . . : 10.0.0.7\n   Subnet Mask . . . . . . . . . . . : 255.255.255.0\n   Default Gateway . . . . . . . . . : 10.0.0.1',
];

describe('a pasted log', () => {
  it.each(LOGS)('is found: %s', (log) => {
    expect(found(log)).not.toBeNull();
    expect(found(`Hi, I get this since noon:\n${log}\nAny idea?`)).toBe(found(log));
  });

  it('is looked for in no time, whatever is pasted', () => {
    const started = performance.now();
    expect(found(Array(3).fill(`!! a=${'b/'.repeat(20_000)}`).join('\n'))).toBeNull();
    // It took minutes when the time grew with the square of the length.
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('is not looked for in code', () => {
    for (const log of LOGS) {
      expect(found(`look\n\`\`\`\n${log}\n\`\`\`\nthere`)).toBeNull();
      expect(found(`\`\`\`\n${log}`)).toBeNull();
    }
  });

  it.each([
    'Hi Bob,\nthe printer on floor 3 is broken again.\nCould you have a look at 10:30?\nThanks',
    '- apples;\n- pears;\n- plums;\n- cherries.',
    'We need three things: paper, toner,\nand somebody who knows the printer.\nIf not, say so:\nI will ask Carol.',
    '2026-11-28 09:14:02 it broke\nand then nothing happened for a while\nuntil I restarted it\nwhich helped',
    '1. Open the *settings*\n2. Choose __Network__\n3. Restart',
  ])('is not seen in %s', (text) => expect(found(text)).toBeNull());
});
