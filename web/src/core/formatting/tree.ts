// What formatted text is made of. Views render it as nodes; nobody makes HTML of it.

import type { MentionedGroup } from '../protocol/generated';
import type { Table } from './tables';

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold'; children: Inline[] }
  | { kind: 'italic'; children: Inline[] }
  | { kind: 'strike'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; href: string; text: string }
  /** `text` is the mention as it was written; of a group, `username` is its name or id. */
  | { kind: 'mention'; username: string; text: string; group?: MentionedGroup | undefined }
  | { kind: 'channel'; name: string }
  | { kind: 'break' };

/** An item of a list: its own line, and what is indented below it. */
export interface Item {
  /** In an ordered list, its number as it was written. */
  number?: number;
  text: Inline[];
  inner: Block[];
}

export type Block =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'quote'; children: Block[] }
  | { kind: 'list'; ordered: boolean; items: Item[] }
  | Table
  /** `children` are there where the server found a mention in it, in place of the text. */
  | { kind: 'code_block'; language: string; text: string; children?: Inline[] };
