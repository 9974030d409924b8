// The tools to annotate a shared screen with.

import { mdiArrowTopRight, mdiCheck, mdiCursorDefaultClickOutline, mdiDeleteSweepOutline, mdiDraw, mdiFormatText, mdiMarker, mdiUndo } from '@mdi/js';

import type { MarkColor, SharedScreen } from '../../../core/protocol/generated';
import { Button, IconButton } from '../../../shared/ui/Button';
import { Icon } from '../../../shared/ui/Icon';
import { useWords } from '../call-words';
import { useCallCenter, useCalls } from '../useCalls';
import type { Tool } from './AnnotationLayer';
import styles from './Annotations.module.css';

const TOOLS: readonly { tool: Tool; icon: string }[] = [
  { tool: 'pointer', icon: mdiCursorDefaultClickOutline },
  { tool: 'pen', icon: mdiDraw },
  { tool: 'highlighter', icon: mdiMarker },
  { tool: 'arrow', icon: mdiArrowTopRight },
  { tool: 'text', icon: mdiFormatText },
];

const COLORS: readonly MarkColor[] = ['red', 'yellow', 'green', 'blue', 'black', 'white'];

interface AnnotationToolsProps {
  share: SharedScreen;
  /** Whose screen it is, in words. */
  label: string;
  /** True for the user's own screen. */
  own: boolean;
  tool: Tool;
  color: MarkColor;
  onTool(tool: Tool): void;
  onColor(color: MarkColor): void;
  onDone(): void;
}

export function AnnotationTools({ share, label, own, tool, color, onTool, onColor, onDone }: AnnotationToolsProps) {
  const { calls } = useWords();
  const { annotate } = calls;
  const { running } = useCallCenter();
  const others = useCalls(({ current }) => current?.own.annotate === true);
  const clear = own ? annotate.clearAll : annotate.clear;
  return (
    // Escape ends it from each of its buttons.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className={styles.tools}
      role="group"
      aria-label={annotate.on(label)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    >
      <div className={styles.group}>
        {TOOLS.map(({ tool: one, icon }) => (
          <IconButton key={one} size="small" className={styles.tool} aria-label={annotate.tools[one]} title={annotate.tools[one]} aria-pressed={tool === one} onClick={() => onTool(one)}>
            <Icon path={icon} size={20} />
          </IconButton>
        ))}
      </div>
      <div className={styles.group}>
        {COLORS.map((one) => (
          <button key={one} type="button" className={styles.color} data-color={one} aria-label={annotate.colors[one]} title={annotate.colors[one]} aria-pressed={color === one} disabled={tool === 'pointer'} onClick={() => onColor(one)} />
        ))}
      </div>
      <div className={styles.group}>
        <IconButton size="small" className={styles.tool} aria-label={annotate.undo} title={annotate.undo} onClick={() => running?.drawings.undo(share)}>
          <Icon path={mdiUndo} size={20} />
        </IconButton>
        <IconButton size="small" className={styles.tool} aria-label={clear} title={clear} onClick={() => running?.drawings.clear(share)}>
          <Icon path={mdiDeleteSweepOutline} size={20} />
        </IconButton>
      </div>
      {own && (
        <label className={styles.others}>
          <input type="checkbox" checked={others} onChange={(event) => running?.setAnnotate(event.currentTarget.checked)} />
          {annotate.others}
        </label>
      )}
      <Button size="small" variant="contained" startIcon={<Icon path={mdiCheck} size={18} />} onClick={onDone}>
        {annotate.done}
      </Button>
    </div>
  );
}
