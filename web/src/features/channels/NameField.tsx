// The field for a channel's name, with what is wrong with it beside it.

import { useEffect, useId, useRef, type InputHTMLAttributes } from 'react';

import { asChatError } from '../../core/protocol/errors';
import type { Words } from '../../shared/words/english';
import { reasonOf } from '../../shared/words/reasons';
import frame from '../../shared/ui/DialogFrame.module.css';
import { useWords, type ChannelsWords } from './dialog-words';

interface NameFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  problem: string;
}

export function NameField({ problem, ...input }: NameFieldProps) {
  const words = useWords();
  const id = useId();
  const hintId = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (problem !== '') field.current?.focus();
  }, [problem]);
  return (
    <>
      <label className={frame.label} htmlFor={id}>
        {words.create.name}
      </label>
      <input
        {...input}
        ref={field}
        id={id}
        className={frame.field}
        // Not `required`: the browser would say so in its own language, over the page.
        aria-required
        maxLength={80}
        autoComplete="off"
        aria-invalid={problem !== ''}
        aria-describedby={hintId}
      />
      <p id={hintId} className={problem === '' ? frame.hint : frame.fieldProblem} role={problem === '' ? undefined : 'alert'}>
        {problem === '' ? words.create.nameHint : problem}
      </p>
    </>
  );
}

/** What is wrong with a channel's name, to be said at its field; `null` when a refusal is about something else. */
export function nameProblem(thrown: unknown, words: Words & ChannelsWords): string | null {
  const { code } = asChatError(thrown);
  if (code === 'conflict') return words.create.taken;
  return code === 'invalid' ? reasonOf(thrown, words) : null;
}

/** The name as it is kept: people write the mark in front of it as well. */
export function plainName(typed: string): string {
  return typed.trim().replace(/^#\s*/, '');
}
