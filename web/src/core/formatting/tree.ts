// What formatted text is made of. Views render it as nodes; nobody makes HTML of it.

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold'; children: Inline[] }
  | { kind: 'italic'; children: Inline[] }
  | { kind: 'strike'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; href: string; text: string }
  /** `text` is the mention as it was written. */
  | { kind: 'mention'; username: string; text: string }
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
  /** `children` are there where the server found a mention in it, in place of the text. */
  | { kind: 'code_block'; language: string; text: string; children?: Inline[] };
