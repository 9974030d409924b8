// Says to a screen reader what arrives in the open channel: once, politely, without the rest. Says to
// everyone that a link led to no message.

import { useEffect, useRef, useState } from 'react';

import type { Message } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useWords } from './announcer-words';
import { saidIn } from './said';
import { useMissingTarget } from './useMissingTarget';

/** Of many that come at once the last is said. To say each would also render twice for each. */
const REST_MS = 100;

export function Announcer({ messages, me }: { messages: readonly Message[]; me: string }) {
  useMissingTarget();
  const words = useWords();
  const session = useSession();
  const [text, setText] = useState('');
  const last = messages.at(-1);
  const announced = useRef(last?.seq ?? 0);
  const ready = useChat((state) => state.me !== null);
  useEffect(() => {
    if (last === undefined || last.seq <= announced.current) return undefined;
    // What was there on opening is read by walking through it, not announced.
    if (announced.current === 0 || last.userId === me || !ready) {
      announced.current = last.seq;
      return undefined;
    }
    const timer = setTimeout(() => {
      announced.current = last.seq;
      const name = nameOf(session.store.state.people, last.userId);
      const said = saidIn(last, session.store.state.people, words);
      setText(last.type === 'system' ? said : words.messages.arrived(name, said));
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [last, me, ready, session, words]);
  return (
    <div className="visually-hidden" aria-live="polite">
      {text}
    </div>
  );
}
