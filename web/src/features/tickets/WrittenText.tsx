// What somebody wrote to a ticket: addresses lead where they lead, and the numbers of tickets to these.

import type { MouseEvent } from 'react';

import { safeHref, trimAddress } from '../../core/formatting/links';
import { parseRoute } from '../../shared/hooks/view/route';
import { useNavigate } from '../../shared/hooks/view/view';
import { LinkedText } from './LinkedText';

const ADDRESSES = /(https?:\/\/[^\s<>]+)/giu;

export function WrittenText({ text }: { text: string }) {
  return text.split(ADDRESSES).map((part, index) => {
    // The same text always falls into the same parts.
    const key = `${index}`;
    const address = index % 2 === 1 ? trimAddress(part) : '';
    const href = safeHref(address);
    if (href === null) return <LinkedText key={key} text={part} />;
    return (
      <span key={key}>
        <Address href={href}>{address}</Address>
        {part.slice(address.length)}
      </span>
    );
  });
}

function Address({ href, children }: { href: string; children: string }) {
  const navigate = useNavigate();
  const url = new URL(href);
  const route = url.origin === window.location.origin ? parseRoute(url.pathname) : null;
  if (route === null) {
    return (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    );
  }
  const go = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(route);
  };
  return (
    <a href={href} onClick={go}>
      {children}
    </a>
  );
}
