// The sentence above a conversation's first message, and what stands there where no message is.

import type { ChannelView } from '../../core/protocol/generated';
import { isNotes, nameOf, partnersOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import type { Words } from '../../shared/words/english';
import { useWords, type IntroWords } from './intro-words';
import { listed } from './said';
import styles from './MessageArea.module.css';

export function Beginning({ channel, title, empty }: { channel: ChannelView; title: string; empty: boolean }) {
  const words = useWords();
  const partners = useChat((state) => listed(partnersOf(channel, state.me).map((username) => nameOf(state.people, username)), words));
  const hidden = useChat((state) => hidesThePast(channel, state.permissions));
  return (
    <>
      {beginning(channel, hidden, channel.group ? partners : title, words)}
      {empty && channel.active && !hidden && <span className={styles.none}>{words.intro.noMessages}</span>}
    </>
  );
}

function beginning(channel: ChannelView, hidden: boolean, title: string, { intro: words }: Words & IntroWords): string {
  if (isNotes(channel)) return words.startNotes;
  if (hidden) return channel.role === null && channel.history !== 'all' ? words.startJoining : words.startHidden;
  if (channel.type === 'direct') return words.startDirect(title);
  return channel.ticket === undefined ? words.start(title) : words.startTicket(title);
}

/** True for someone who joined later or previews it, until the settings show them the past. */
function hidesThePast({ role, seq, historyAfter, history, hiddenUntil }: ChannelView, permissions: readonly string[]): boolean {
  const limited = role === null ? seq > 0 && !permissions.includes('chat.access_private') : historyAfter !== undefined;
  return limited && (history !== 'all' || hiddenUntil !== undefined);
}
