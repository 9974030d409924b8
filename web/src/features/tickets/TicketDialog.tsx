// Whatever is open to work on a ticket.

import { AssignDialog } from './AssignDialog';
import { ChangedDialog } from './ChangedDialog';
import { CommentDialog } from './CommentDialog';
import { CreateTicketDialog } from './CreateTicketDialog';
import { LeavingDialog } from './LeavingDialog';
import { NoteDialog } from './NoteDialog';
import type { TicketTask } from './tasks';
import { TeamMenu, TicketMenu } from './TicketMenu';

export function TicketDialog(props: TicketTask) {
  if (props.task === 'create') return <CreateTicketDialog message={props.message} />;
  const { ticket } = props;
  switch (props.task) {
    case 'status':
    case 'priority':
    case 'assignee':
      return <TicketMenu key={props.task} ticket={ticket} of={props.task} spot={props.spot} />;
    case 'team':
      return <TeamMenu ticket={ticket} spot={props.spot} />;
    case 'complete':
    case 'escalate':
      return <NoteDialog key={props.task} ticket={ticket} task={props.task} />;
    case 'comment':
      return <CommentDialog ticket={ticket} />;
    case 'assign':
      return <AssignDialog ticket={ticket} />;
    case 'changed':
      return <ChangedDialog ticket={ticket} change={props.change} to={props.to} />;
    case 'leaving':
      return <LeavingDialog ticket={ticket} change={props.change} to={props.to} />;
  }
}
