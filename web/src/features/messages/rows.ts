// Which rows the message list has, and how each relates to the one above it.

import { goesOnFrom } from '../../core/formatting/system';
import type { Message } from '../../core/protocol/generated';
import type { Outgoing } from '../../core/store/state';
import { sameDay } from '../../shared/words/times';

/** A confirmed message, or one on its way. */
export type RowContent =
  | { kind: 'message'; message: Message }
  | { kind: 'outgoing'; outgoing: Outgoing };

export interface Row {
  content: RowContent;
  /** When a new day begins with this row: a time on that day. */
  day: number | null;
  /** True when the author or the moment changes: the row shows a name and an avatar. */
  startsGroup: boolean;
  /** True when the "New" line stands above this row. */
  startsNew: boolean;
  /** The system messages that this row says in one line; `null` for any other row. */
  run: readonly [Message, ...Message[]] | null;
  /** False where there is nothing to show: the row above says it, or it is a system message no more. */
  shown: boolean;
}

/** Messages of one author this close together form one group. */
const GROUP_WITHIN_MS = 5 * 60_000;
/** Yet who writes for long is named again: at the clock's next five minutes, if not in one breath, … */
const BREATH_MS = 60_000;
/** … and, of very many, every so many positions. */
const NAMED_EVERY = 20;

export class Rows {
  constructor(
    private readonly messages: readonly Message[],
    private readonly outgoing: readonly Outgoing[],
    /** Whoever looks; `outgoing` is theirs. */
    private readonly me: string,
    /** The position after which messages of others are new; `null` for no "New" line. */
    private readonly newAfter: number | null,
    /** When what stands above the first row was written; `null` for nothing. */
    private readonly aboveAt: number | null = null,
  ) {}

  get count(): number {
    return this.messages.length + this.outgoing.length;
  }

  /** The row at an index, derived from its neighbours only: a list of 100,000 costs nothing. */
  at(index: number): Row | null {
    const content = this.#contentAt(index);
    if (content === null) return null;
    const above = this.#contentAt(index - 1);
    const at = timeOf(content);
    const aboveAt = above === null ? this.aboveAt : timeOf(above);
    const newDay = aboveAt === null || !sameDay(aboveAt, at);
    const startsNew = index === this.firstNewIndex;
    return {
      content,
      run: this.#runFrom(index),
      shown: this.isShown(index),
      day: newDay ? at : null,
      startsNew,
      startsGroup: newDay || startsNew || !this.#goesOn(content, above) || this.#isLong(index),
    };
  }

  /** True when a row belongs to what the same author wrote above it. */
  #goesOn(content: RowContent, above: RowContent | null): boolean {
    if (above === null || isReply(content) || isSystem(above)) return false;
    if (this.#authorOf(above) !== this.#authorOf(content)) return false;
    const [before, at] = [timeOf(above), timeOf(content)];
    const sameSpan = Math.floor(before / GROUP_WITHIN_MS) === Math.floor(at / GROUP_WITHIN_MS);
    return at - before < (sameSpan ? GROUP_WITHIN_MS : BREATH_MS);
  }

  isShown(index: number): boolean {
    const message = this.messages[index];
    if (message?.type !== 'system') return true;
    return message.deletedAt === null && !this.#continues(index) && !this.#followsFromStatus(index);
  }

  /** True for a system message that is said together with the one above it. */
  #continues(index: number): boolean {
    const [message, above] = [this.messages[index], this.messages[index - 1]];
    if (message === undefined || above === undefined || !goesOnFrom(message, above)) return false;
    return sameDay(message.createdAt, above.createdAt);
  }

  /** True for a ticket's conversation that is archived or comes back with the ticket: the line below says why. */
  #followsFromStatus(index: number): boolean {
    const event = this.messages[index]?.system?.event;
    const next = this.messages[index + 1]?.system?.event;
    return (event === 'archived' || event === 'unarchived') && (next === 'ticket_status' || next === 'ticket_deleted');
  }

  #runFrom(index: number): Row['run'] {
    const message = this.messages[index];
    if (message?.type !== 'system') return null;
    let end = index + 1;
    while (this.#continues(end)) end += 1;
    return [message, ...this.messages.slice(index + 1, end)];
  }

  /** True for one in so many positions, where the author has filled the rows above for a while. */
  #isLong(index: number): boolean {
    const span = (at: number): number => Math.floor((this.messages[at]?.seq ?? 0) / NAMED_EVERY);
    if (index >= this.messages.length || span(index) === span(index - 1)) return false;
    for (let at = index - 1; at > index - NAMED_EVERY / 2; at -= 1) {
      const content = this.#contentAt(at);
      if (content === null || !this.#goesOn(content, this.#contentAt(at - 1))) return false;
    }
    return true;
  }

  /** A key that stays the same when a message on its way becomes a confirmed one. */
  keyAt(index: number): string {
    const content = this.#contentAt(index);
    if (content === null) return `none-${index}`;
    if (content.kind === 'outgoing') return content.outgoing.clientId;
    const { clientId, id, userId } = content.message;
    return clientId !== null && userId === this.me ? clientId : String(id);
  }

  /** The index of the first message of somebody else after `newAfter`, not counting tombstones; -1 when there is none. */
  get firstNewIndex(): number {
    this.#firstNew ??= this.#findFirstNew();
    return this.#firstNew;
  }

  #firstNew: number | null = null;

  #findFirstNew(): number {
    if (this.newAfter === null) return -1;
    let index = this.indexAfter(this.newAfter);
    while (index < this.messages.length && !this.#newFrom(index)) index += 1;
    return index < this.messages.length ? index : -1;
  }

  /** How many messages of others stand after a position, up to `most`. */
  countAfter(seq: number, most: number): number {
    let count = 0;
    for (let index = this.indexAfter(seq); index < this.messages.length && count < most; index += 1) {
      if (this.#newFrom(index)) count += 1;
    }
    return count;
  }

  #newFrom(index: number): boolean {
    const message = this.messages[index];
    return message !== undefined && isNewTo(message, this.me);
  }

  /** The index of the first message after a position; the number of messages when none is. */
  indexAfter(seq: number): number {
    let low = 0;
    let high = this.messages.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.messages[middle]?.seq ?? Infinity) > seq) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The index of a message; -1 when it is not loaded. */
  indexOf(messageId: number): number {
    return this.messages.findLastIndex(({ id }) => id === messageId);
  }

  #contentAt(index: number): RowContent | null {
    const message = this.messages[index];
    if (message !== undefined) return { kind: 'message', message };
    const outgoing = this.outgoing[index - this.messages.length];
    return outgoing === undefined ? null : { kind: 'outgoing', outgoing };
  }

  #authorOf(content: RowContent): string {
    return content.kind === 'message' ? content.message.userId : this.me;
  }
}

/** What one wrote oneself is not new, nor what nobody wrote, nor what is there no more. */
export function isNewTo(message: Message, me: string): boolean {
  return message.userId !== me && message.type !== 'system' && message.deletedAt === null;
}

function timeOf(content: RowContent): number {
  return content.kind === 'message' ? content.message.createdAt : content.outgoing.createdAt;
}

function isReply(content: RowContent): boolean {
  const { replyToId } = content.kind === 'message' ? content.message : content.outgoing;
  return replyToId !== null;
}

function isSystem(content: RowContent | null): boolean {
  return content?.kind === 'message' && content.message.type === 'system';
}
