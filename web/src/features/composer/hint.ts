// What the line under the box is about.

import type { ChannelView } from '../../core/protocol/generated';
import type { Span } from '../../shared/writing/logs';

/** The counter shows when this many characters are left. */
export const COUNTER_FROM = 500;

export interface HintProps {
  channel: ChannelView;
  /** Why the command in the box did nothing. */
  problem: string | null;
  /** What the command in the box takes and does. */
  usage: string | null;
  text: string;
  caret: number;
  /** The most characters of a message. */
  limit: number;
  /** True while the caret is in code, where Enter ends a line. */
  inCode: boolean;
  /** True while buttons say how to format. */
  formatsShown: boolean;
  /** Sends the text as several messages. */
  onSendParts(): void;
  /** Marks a part of the text as code. */
  onCode(part: Span): void;
  /** Makes a file of the text; `null` for whoever may not send files. */
  onMakeFile: (() => void) | null;
}
