// The frame that every dialog has: a title, a way out, and focus that comes back.

import { mdiClose } from '@mdi/js';
import Dialog from '@mui/material/Dialog';
import { useId, type ReactNode } from 'react';

import { useMediaQuery } from '../hooks/useMediaQuery';
import { IconButton } from './Button';
import { isSecond } from './double-click';
import { keepFocus } from './keep-focus';
import { useViewDispatch } from '../hooks/view/view';
import { useWords } from '../words/words';
import { Icon } from './Icon';
import { Themed } from './Themed';
import styles from './DialogFrame.module.css';

interface DialogFrameProps {
  title: string;
  children: ReactNode;
  /** Buttons at the bottom. */
  actions?: ReactNode;
  /** No larger than what is in it, on a phone as well. */
  fits?: boolean;
  /** Only text: the keyboard scrolls it. */
  text?: boolean;
  /** Widest, in pixels. */
  width?: number;
  onClose?(): void;
  /** True for one that is not the page’s open dialog, which stays as it is. */
  local?: boolean;
}

export function DialogFrame({ title, children, actions, fits = false, text = false, width = 480, onClose, local = false }: DialogFrameProps) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const titleId = useId();
  const narrow = useMediaQuery('(max-width: 640px)');
  const whole = narrow && !fits;
  const close = (): void => {
    onClose?.();
    if (!local) dispatch({ type: 'dialog_closed' });
  };
  return (
    <Themed>
      <Dialog
        open
        onClose={(event: object) => isSecond(event) || close()}
        fullWidth
        fullScreen={whole}
        aria-labelledby={titleId}
        slotProps={{ paper: { ref: keepFocus, sx: { maxWidth: width, borderRadius: whole ? 0 : 3, backgroundImage: 'none' } } }}
      >
        <div className={styles.header}>
          <h2 id={titleId}>{title}</h2>
          <IconButton aria-label={words.close} onClick={close}>
            <Icon path={mdiClose} />
          </IconButton>
        </div>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className={styles.content} tabIndex={text ? 0 : undefined}>
          {children}
        </div>
        {Boolean(actions) && <footer className={styles.actions}>{actions}</footer>}
      </Dialog>
    </Themed>
  );
}
