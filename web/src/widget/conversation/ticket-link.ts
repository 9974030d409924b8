// A link from the number of a ticket to the ticket on the page.

import { pageLink } from '../panel/context';

export function ticketLink(page: string, number: string): { href: string; target: string } {
  return pageLink(`${page}/tickets/${number}`, null);
}
