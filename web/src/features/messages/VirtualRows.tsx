// The rows that exist right now, each measured where it stands.

import type { ReactNode } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import { ListRow } from './ListRow';
import type { MessageTools } from './useMessageTools';
import type { Rows } from './rows';
import type { RowVirtualizer } from './useRowVirtualizer';
import styles from './MessageList.module.css';

interface VirtualRowsProps {
  containerRef: RowVirtualizer['containerRef'];
  measureRef: RowVirtualizer['measureElement'];
  items: ReturnType<RowVirtualizer['getVirtualItems']>;
  rows: Rows;
  channel: ChannelView;
  tools: MessageTools;
  /** What stands above the very first row; nothing while older ones are not loaded. */
  intro: ReactNode;
}

export function VirtualRows({ containerRef, measureRef, items, rows, channel, tools, intro }: VirtualRowsProps) {
  return (
    <div ref={containerRef} className={styles.rows}>
      {items.map((item) => {
        const row = rows.at(item.index);
        if (row === null) return null;
        return (
          <div key={item.key} ref={measureRef} data-index={item.index} className={styles.row}>
            {item.index === 0 && intro}
            <ListRow channel={channel} row={row} tools={tools} />
          </div>
        );
      })}
    </div>
  );
}
