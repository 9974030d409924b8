// The statuses, the priorities, or who can work on a ticket, as a menu below what was clicked.

import { mdiCheck } from '@mdi/js';
import ListItemIcon from '@mui/material/ListItemIcon';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';

import type { TicketCard } from '../../core/protocol/generated';
import type { TicketChange } from '../../core/session/tickets';
import { useChat } from '../../shared/hooks/client';
import type { Spot } from '../../shared/hooks/usePersonCard';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { Icon } from '../../shared/ui/Icon';
import { Themed } from '../../shared/ui/Themed';
import { useWords, type TicketsWords } from './card-words';
import { priorityName, statusName } from './naming';
import { useChangeTicket } from './useChangeTicket';

interface Item {
  name: string;
  label: string;
  /** Whether it is so now; `null` for what is no choice among others. */
  current: boolean | null;
  act(): void;
}

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
  const context: Context = {
    ticket,
    words,
    me,
    set: (wanted) => () => void change(ticket, wanted),
    open: (task) => () => dispatch({ type: 'dialog_opened', dialog: { name: 'ticket', task, ticket } }),
  };
  const items = { status: statuses, priority: priorities, assignee: assignees }[of](context);
  const close = (): void => dispatch({ type: 'dialog_closed' });
  return (
    <Themed>
      <Menu open onClose={close} anchorReference="anchorPosition" anchorPosition={{ left: spot.left, top: spot.top + 4 }} slotProps={{ list: { dense: true, 'aria-label': words.tickets[of] } }}>
        {items.map(({ name, label, current, act }) => (
          <MenuItem
            key={name}
            selected={current === true}
            {...(current !== null && { role: 'menuitemradio', 'aria-checked': current })}
            onClick={() => {
              close();
              if (current !== true) act();
            }}
          >
            {current !== null && <ListItemIcon>{current && <Icon path={mdiCheck} />}</ListItemIcon>}
            {label}
          </MenuItem>
        ))}
      </Menu>
    </Themed>
  );
}

interface Context {
  ticket: TicketCard;
  words: TicketsWords;
  me: string | undefined;
  set(change: TicketChange): () => void;
  open(task: 'complete' | 'escalate' | 'assign'): () => void;
}

function statuses({ ticket: { status: now, may = [] }, words, set, open }: Context): Item[] {
  const known = Object.keys(words.tickets.statuses);
  const acts: Readonly<Record<string, () => void>> = { completed: open('complete'), escalated: open('escalate') };
  // One that nobody knows is shown as it is, but cannot be set again.
  return [...known, ...(known.includes(now) ? [] : [now])]
    .filter((status) => status === now || may.includes(status === 'escalated' ? 'escalate' : 'set_status'))
    .map((status) => ({ name: status, label: statusName(status, words), current: status === now, act: acts[status] ?? set({ status }) }));
}

function priorities({ ticket: { priority: now }, words, set }: Context): Item[] {
  const known = Object.keys(words.tickets.priorities);
  return [...known, ...(known.includes(now) ? [] : [now])].map((priority) => ({
    name: priority,
    label: priorityName(priority, words),
    current: priority === now,
    act: set({ priority }),
  }));
}

function assignees({ ticket: { assignee, formerAssignee, may = [] }, words: { tickets }, me, set, open }: Context): Item[] {
  const items: Item[] = [];
  if (may.includes('take') && assignee !== me && me !== undefined) items.push({ name: 'take', label: tickets.take, current: null, act: set({ assignee: me }) });
  if (!may.includes('assign')) return items;
  items.push({ name: 'other', label: tickets.assignOther, current: null, act: open('assign') });
  const held = assignee !== null || formerAssignee !== undefined;
  return held ? [...items, { name: 'nobody', label: tickets.unassign, current: null, act: set({ assignee: null }) }] : items;
}
