// The way back, where there is one column at a time.

import { mdiArrowLeft } from '@mdi/js';

import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import styles from './BackButton.module.css';

interface BackButtonProps {
  label: string;
  /** True for one that is not only for phones. */
  always?: boolean;
  onClick(): void;
}

export function BackButton({ label, always = false, onClick }: BackButtonProps) {
  return (
    <IconButton className={always ? undefined : styles.narrow} aria-label={label} title={label} edge="start" onClick={onClick}>
      <Icon path={mdiArrowLeft} />
    </IconButton>
  );
}
