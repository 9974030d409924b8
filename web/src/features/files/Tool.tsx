// A button above what is shown over the whole window.

import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';

interface ToolProps {
  icon: string;
  label: string;
  className?: string | undefined;
  disabled?: boolean;
  /** True for the one that has the focus at first. */
  first?: boolean;
  onClick(): void;
}

/** One that can do nothing keeps the focus all the same. */
export function Tool({ icon, label, className, disabled = false, first = false, onClick }: ToolProps) {
  return (
    // It is a dialog that was asked for.
    // oxlint-disable-next-line jsx-a11y/no-autofocus
    <IconButton className={className} aria-label={label} title={label} aria-disabled={disabled} autoFocus={first} onClick={disabled ? undefined : onClick}>
      <Icon path={icon} size={24} />
    </IconButton>
  );
}
