// What of a text is written, and what of that is sent. Pure.

// oxlint-disable-next-line no-control-regex
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[@-Z\\-_])/g;
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;

/** A text without what the server refuses: a terminal's colours and other control characters. */
export function withoutControls(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(ESCAPES, '').replace(CONTROLS, '');
}

/** An item or a quote that was begun below another one, and left empty. */
const BEGUN_LAST = /(?<=(?:^|\n)[ \t>]*(?:[-*•]|\d{1,6}[.)])[ \t]+\S.*)\n[ \t>]*(?:[-*•]|\d{1,6}[.)])\s*$|(?<=(?:^|\n) {0,3}>.*)\n[ \t>]*>\s*$/;

/** A text as it is sent: without blank lines before it, space behind it, and an empty item at its end. Its indentation stays. */
export function writtenIn(text: string): string {
  return text.replace(BEGUN_LAST, '').replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
}
