/** @jsxImportSource preact */
// Tables in a message, fetched with the first one.
// oxlint-disable react/jsx-key -- a text never moves its parts: it is replaced as a whole

import type { VNode } from 'preact';

import type { Block, Inline } from '../../core/formatting/tree';

export { readTable as read } from '../../core/formatting/tables';

type Words = (cell: Inline[]) => (VNode | string)[];

export function node({ sides, head, rows }: Extract<Block, { kind: 'table' }>, words: Words): VNode {
  const cellStyle = (column: number) => ({ textAlign: sides[column] ?? 'start', padding: '3px 8px', border: '1px solid var(--border)', verticalAlign: 'top' });
  return (
    // Wide ones scroll, by the keyboard as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div tabIndex={0} style={{ overflowX: 'auto', overflowWrap: 'normal' }}>
      <table style={{ borderCollapse: 'collapse' }}>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th style={cellStyle(column)}>{words(cell)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, column) => (
                <td style={cellStyle(column)}>{words(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
