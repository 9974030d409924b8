import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { TypingIndicator } from '../../src/features/messages/TypingIndicator';
import { ConversationScope } from '../../src/shared/hooks/view/conversation';
import { personOf, typingOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => {
  cleanup();
  stage.session.stop();
});

it('who is typing stands apart from the sentence, whichever way the name is written', async () => {
  const people = [personOf('bob'), personOf('dalia', { displayName: 'داليا' }), personOf('carol')];
  stage.session.store.dispatch({ type: 'people_learned', people });
  stage.show(
    <ConversationScope conversation="channel:1">
      <TypingIndicator />
    </ConversationScope>,
  );
  const line = screen.getByTestId('typing');
  const names = (): (string | null)[] => [...line.querySelectorAll('bdi')].map(({ textContent }) => textContent);
  for (const [user, sentence, named] of [
    ['dalia', 'داليا is typing…', ['داليا']],
    ['bob', 'داليا and Bob are typing…', ['داليا', 'Bob']],
    ['carol', 'Several people are typing…', []],
  ] as const) {
    act(() => stage.server.tell('user_typing', typingOf(user)));
    await screen.findByText((_, element) => element === line && line.textContent === sentence);
    expect(names()).toEqual(named);
  }
});
