// The statuses, the priorities, the teams, or who can work on a ticket, as a menu below what was clicked.

import { mdiAccountCheckOutline, mdiAccountRemoveOutline, mdiAccountSearchOutline } from '@mdi/js';

import type { TicketCard } from '../../core/protocol/generated';
import type { TicketChange } from '../../core/session/tickets';
import { useChat } from '../../shared/hooks/client';
import type { Spot } from '../../shared/hooks/usePersonCard';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { ActionMenu, type MenuAction } from '../../shared/ui/ActionMenu';
import { useWords, type TicketsWords } from './card-words';
import { priorityName, statusName } from './naming';
import { useChangeTicket } from './useChangeTicket';
import { useTicketChoices } from './useTicketChoices';

interface TicketMenuProps {
  ticket: TicketCard;
  of: 'status' | 'priority' | 'assignee';
  spot: Spot;
}

export function TicketMenu({ ticket, of, spot }: TicketMenuProps) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const change = useChangeTicket();
  const me = useChat((state) => state.me?.username);
  const myName = useChat((state) => state.me?.displayName);
  const context: Context = {
    ticket,
    words,
    me,
    set: (wanted) => () => void change(ticket, wanted, wanted.assignee == null ? '' : myName),
    open: (task) => () => dispatch({ type: 'dialog_opened', dialog: { name: 'ticket', task, ticket } }),
  };
  return <Below spot={spot} label={words.tickets[of]} actions={{ status: statuses, priority: priorities, assignee: assignees }[of](context)} />;
}

/** The teams are asked for whenever it opens. */
export function TeamMenu({ ticket, spot }: Omit<TicketMenuProps, 'of'>) {
  const words = useWords();
  const change = useChangeTicket();
  const { teams, loaded, error } = useTicketChoices();
  if (!loaded) {
    const label = error === null ? words.loading : words.errors[error];
    return <Below key="waiting" spot={spot} label={words.tickets.team} actions={[{ name: 'waiting', label, disabled: true, act: () => undefined }]} />;
  }
  const { team, teamName } = ticket;
  // An inactive team is not among them.
  const choices = team === null || teams.some(({ id }) => id === team) ? teams : [{ id: team, name: teamName ?? team }, ...teams];
  const actions = choices.map<MenuAction>(({ id, name }) => ({ name: id, label: name, checked: id === team, act: () => void change(ticket, { team: id }, name) }));
  // Another menu than before, so that the focus goes to the team that it is now.
  return <Below key="teams" spot={spot} label={words.tickets.team} actions={actions} />;
}

function Below({ spot, label, actions }: { spot: Spot; label: string; actions: readonly MenuAction[] }) {
  const dispatch = useViewDispatch();
  return <ActionMenu label={label} at={below(spot)} actions={actions} onClose={() => dispatch({ type: 'dialog_closed' })} />;
}

function below({ left, top }: Spot): Pick<Spot, 'left' | 'top'> {
  return { left, top: top + 4 };
}

interface Context {
  ticket: TicketCard;
  words: TicketsWords;
  me: string | undefined;
  set(change: TicketChange): () => void;
  open(task: 'complete' | 'escalate' | 'assign'): () => void;
}

function statuses({ ticket: { status: now, may = [] }, words, set, open }: Context): MenuAction[] {
  const known = Object.keys(words.tickets.statuses);
  const acts: Readonly<Record<string, () => void>> = { completed: open('complete'), escalated: open('escalate') };
  // One that nobody knows is shown as it is, but cannot be set again.
  return [...known, ...(known.includes(now) ? [] : [now])]
    .filter((status) => status === now || may.includes(status === 'escalated' ? 'escalate' : 'set_status'))
    .map((status) => ({ name: status, label: statusName(status, words), checked: status === now, act: acts[status] ?? set({ status }) }));
}

function priorities({ ticket: { priority: now }, words, set }: Context): MenuAction[] {
  const known = Object.keys(words.tickets.priorities);
  return [...known, ...(known.includes(now) ? [] : [now])].map((priority) => ({
    name: priority,
    label: priorityName(priority, words),
    checked: priority === now,
    act: set({ priority }),
  }));
}

function assignees({ ticket: { assignee, formerAssignee, may = [] }, words: { tickets }, me, set, open }: Context): MenuAction[] {
  const actions: MenuAction[] = [];
  if (may.includes('take') && assignee !== me && me !== undefined) actions.push({ name: 'take', label: tickets.take, icon: mdiAccountCheckOutline, act: set({ assignee: me }) });
  if (!may.includes('assign')) return actions;
  actions.push({ name: 'other', label: tickets.assignOther, icon: mdiAccountSearchOutline, act: open('assign') });
  const held = assignee !== null || formerAssignee !== undefined;
  return held ? [...actions, { name: 'nobody', label: tickets.unassign, icon: mdiAccountRemoveOutline, act: set({ assignee: null }) }] : actions;
}
