// A menu of things to do, beside what was clicked. Fetched with what opens it.

import { mdiCheck } from '@mdi/js';
import ListItemIcon from '@mui/material/ListItemIcon';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';

import { useEffect, useRef, useState } from 'react';

import type { Spot } from '../hooks/usePersonCard';
import styles from './ActionMenu.module.css';
import { Icon } from './Icon';
import { Themed } from './Themed';

export interface MenuAction {
  name: string;
  label: string;
  /** Of a choice among others, a tick says which one it is now. */
  icon?: string;
  /** Whether it is so now, for a choice among others. */
  checked?: boolean;
  /** True for what takes something away. */
  danger?: boolean;
  /** True for what only says something. */
  disabled?: boolean;
  act?(): void;
  /** What there is to choose from then, in place of the menu. */
  opens?: readonly MenuAction[];
}

interface ActionMenuProps {
  label: string;
  /** The element that it belongs to, or a place on the page. */
  at: HTMLElement | Pick<Spot, 'left' | 'top'>;
  actions: readonly MenuAction[];
  onClose(): void;
}

export function ActionMenu({ label, at, actions, onClose }: ActionMenuProps) {
  const [opened, setOpened] = useState<MenuAction | null>(null);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (opened !== null) list.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus();
  }, [opened]);
  const place = at instanceof HTMLElement ? { anchorEl: at } : { anchorReference: 'anchorPosition' as const, anchorPosition: { left: at.left, top: at.top } };
  return (
    <Themed>
      <Menu open onClose={onClose} {...place} slotProps={{ list: { dense: !(at instanceof HTMLElement), 'aria-label': opened?.label ?? label, ref: list } }}>
        {(opened?.opens ?? actions).map((action) => {
          const { name, icon, label: said, checked, danger = false, disabled = false, act, opens } = action;
          const sign = checked === true ? mdiCheck : icon;
          return (
            <MenuItem
              key={name}
              selected={checked === true}
              disabled={disabled}
              {...(danger && { className: styles.danger })}
              {...(checked !== undefined && { role: 'menuitemradio', 'aria-checked': checked })}
              {...(opens !== undefined && { 'aria-haspopup': 'menu' as const })}
              onClick={() => {
                if (opens !== undefined) {
                  setOpened(action);
                  return;
                }
                onClose();
                // In the very click: browsers open a chooser of files at no other time.
                if (checked !== true) act?.();
              }}
            >
              {!disabled && <ListItemIcon>{sign !== undefined && <Icon path={sign} />}</ListItemIcon>}
              {said}
            </MenuItem>
          );
        })}
      </Menu>
    </Themed>
  );
}
