// A link to a ticket on this page; with a key held, the browser opens a tab as ever.

import type { ReactNode } from 'react';

import { formatRoute } from '../../shared/hooks/view/route';
import { useNavigate } from '../../shared/hooks/view/view';

interface TicketLinkProps {
  number: string;
  title?: string;
  className?: string | undefined;
  children: ReactNode;
}

export function TicketLink({ number, title, className, children }: TicketLinkProps) {
  const navigate = useNavigate();
  const route = { channelId: null, seq: null, page: `tickets/${number}` };
  return (
    <a
      href={formatRoute(route)}
      title={title}
      className={className}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigate(route);
      }}
    >
      {children}
    </a>
  );
}
