// Of what happens to its team's tickets a channel is told.

import type { TicketEventKind } from '../../core/protocol/generated';
import type { ChannelFieldProps } from '../../shared/registry/registry';
import frame from '../../shared/ui/DialogFrame.module.css';
import { SeveralChoices } from '../../shared/ui/SeveralChoices';
import { useWords } from './card-words';

const KINDS: readonly TicketEventKind[] = ['created', 'status', 'escalated', 'priority', 'assignee', 'team', 'comment'];

export function TicketEventsField({ channel, chosen, onChange }: ChannelFieldProps) {
  const { tickets, locale } = useWords();
  const value = chosen.ticketEvents ?? channel.ticketEvents ?? [];
  const options = KINDS.map((kind) => [kind, tickets.events[kind]] as const);
  if (onChange === undefined) {
    const names = options.filter(([kind]) => value.includes(kind)).map(([, name]) => name);
    return (
      <dl className={frame.facts}>
        <dt>{tickets.posts}</dt>
        <dd>{names.length === 0 ? tickets.postsNothing : new Intl.ListFormat(locale).format(names)}</dd>
      </dl>
    );
  }
  return (
    <>
      <SeveralChoices title={tickets.posts} options={options} value={value} onChange={(ticketEvents) => onChange({ ...chosen, ticketEvents: [...ticketEvents] })} />
      <p className={frame.hint}>{tickets.postsHint}</p>
    </>
  );
}
