// Finds the numbers of tickets in a text.

/** `HD-250819-138`: a team's prefix, a date, and a counter that goes on with `A00` after `999`. */
const NUMBER = /(?<![\p{L}\d_-])[A-Z][A-Z\d]{0,9}-\d{6}-[A-Z\d]\d{2,3}(?![\p{L}\d_-])/giu;

/** A run of text: words, or the number of a ticket. */
export interface TicketRun {
  text: string;
  /** As Orvale writes it, in capital letters; `null` for words. */
  number: string | null;
}

/** The text in runs that together are the whole of it. */
export function ticketRuns(text: string): TicketRun[] {
  const runs: TicketRun[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(NUMBER)) {
    if (index > end) runs.push({ text: text.slice(end, index), number: null });
    runs.push({ text: found, number: found.toUpperCase() });
    end = index + found.length;
  }
  if (end < text.length) runs.push({ text: text.slice(end), number: null });
  return runs;
}

/** Each ticket that a text names, once, in the order of the text. */
export function ticketsNamed(text: string): string[] {
  return [...new Set(ticketRuns(text).flatMap(({ number }) => number ?? []))];
}
