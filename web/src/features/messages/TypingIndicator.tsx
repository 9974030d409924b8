// Who is typing. Its place is there before.

import { Fragment } from 'react';

import { nameOf, typistsOf } from '../../core/store/selectors';
import { sameItems, useChat } from '../../shared/hooks/client';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import { useWords } from './words';
import styles from './TypingIndicator.module.css';

/** Stands for a name, which may be written from right to left; no text of ours has it. */
const NAME = '\uE000';

export function TypingIndicator() {
  const words = useWords();
  const conversation = useConversationKey();
  const names = useChat(
    (state) => typistsOf(state, conversation).map((username) => nameOf(state.people, username)),
    sameItems,
  );
  const [first, second] = names;
  let text = '';
  if (first !== undefined) text = words.typing.one(NAME);
  if (second !== undefined) text = words.typing.two(NAME, NAME);
  if (names.length > 2) text = words.typing.many;
  return (
    <div className={styles.typing} aria-live="polite" data-testid="typing">
      {text !== '' && (
        <>
          <span className={styles.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span>
            {text.split(NAME).map((part, index) => (
              <Fragment key={part}>
                {index > 0 && <bdi>{names[index - 1]}</bdi>}
                {part}
              </Fragment>
            ))}
          </span>
        </>
      )}
    </div>
  );
}
