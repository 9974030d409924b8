// A menu of things to do, beside what was clicked. Fetched with what opens it.

import ListItemIcon from '@mui/material/ListItemIcon';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';

import type { Spot } from '../hooks/usePersonCard';
import { Icon } from './Icon';
import { Themed } from './Themed';

export interface MenuAction {
  name: string;
  label: string;
  icon: string;
  act(): void;
}

interface ActionMenuProps {
  label: string;
  /** The element that it belongs to, or a place on the page. */
  at: HTMLElement | Pick<Spot, 'left' | 'top'>;
  actions: readonly MenuAction[];
  onClose(): void;
}

export function ActionMenu({ label, at, actions, onClose }: ActionMenuProps) {
  const place = at instanceof HTMLElement ? { anchorEl: at } : { anchorReference: 'anchorPosition' as const, anchorPosition: { left: at.left, top: at.top } };
  return (
    <Themed>
      <Menu open onClose={onClose} {...place} slotProps={{ list: { dense: !(at instanceof HTMLElement), 'aria-label': label } }}>
        {actions.map(({ name, icon, label: said, act }) => (
          <MenuItem
            key={name}
            onClick={() => {
              onClose();
              // In the very click: browsers open a chooser of files at no other time.
              act();
            }}
          >
            <ListItemIcon>
              <Icon path={icon} />
            </ListItemIcon>
            {said}
          </MenuItem>
        ))}
      </Menu>
    </Themed>
  );
}
