// A part of the page that is fetched when it is first needed. Until then a dialog's shell holds the
// keyboard. A part that cannot be fetched, or fails, says so in its place; the rest of the page stays.

import { Component, createElement, lazy, Suspense, useState, type ComponentType, type ReactNode } from 'react';

import type { ChatSession } from '../../core/session/session';
import { useSession } from '../hooks/client';
import type { Load } from '../registry/registry';
import { useWords } from '../words/words';
import { DialogShell } from './DialogShell';
import { afterFirst } from './first-things';
import { PartFailed, PartMissing } from './PartFailed';
import { Ahead, HandOver, TypedAhead } from './TypedAhead';

const known = new WeakMap<object, ComponentType<never>>();

/** The component behind an entry: the same for every render, until fetching it has failed. */
function componentOf<Props>(load: Load<Props>, session: ChatSession, quiet: boolean): ComponentType<Props> {
  const fetchPart = async (): Promise<{ default: ComponentType<Props> }> => {
    if (quiet) await afterFirst();
    // A browser never requests a script again that it could not fetch, so the server must be there first.
    await session.reachable();
    return { default: await load() };
  };
  const made = (known.get(load) as ComponentType<Props> | undefined) ?? lazy(fetchPart);
  known.set(load, made as ComponentType<never>);
  return made as ComponentType<Props>;
}

/** Fetches a part before it is needed. It is then shown in the very render that asks for it, so that no key is lost. */
export async function preload<Props>(load: Load<Props>): Promise<void> {
  const component = await load();
  // One that is on the page already must stay the same.
  if (!known.has(load)) known.set(load, component as ComponentType<never>);
}

/**
 * What takes the keyboard until the part is there: the shell of a dialog, a field in the part's place,
 * or nothing, where the focus stays as it is.
 */
export type Holder = 'dialog' | 'field' | 'nothing';

type LazyPartProps<Props> = {
  load: Load<Props>;
  props: Props;
  holder?: Holder;
} & (QuietPart | AskedPart);

interface QuietPart {
  /** True for one that nobody has asked for: it is fetched once the messages are there, and where it cannot be fetched, nothing stands in its place until it can. */
  quiet: true;
  onGiveUp?: never;
}

interface AskedPart {
  quiet?: false;
  /** Leaves the part out altogether. */
  onGiveUp?: () => void;
}

export function LazyPart<Props extends object>({ load, props, holder = 'nothing', quiet = false, onGiveUp }: LazyPartProps<Props>) {
  const words = useWords();
  const session = useSession();
  const [attempt, setAttempt] = useState(0);
  // Changed by the field itself: what is typed renders nothing.
  const [ahead] = useState(() => new Ahead(document.activeElement));
  const retry = (): void => {
    known.delete(load);
    setAttempt(attempt + 1);
  };
  const held = (title: string | null, content: ReactNode): ReactNode => {
    if (holder !== 'dialog') return content;
    return (
      <DialogShell title={title} opener={ahead.behind} onClose={onGiveUp ?? (() => undefined)}>
        {content}
      </DialogShell>
    );
  };
  const failed = quiet ? <PartMissing onRetry={retry} /> : held(null, <PartFailed again={attempt > 0} onRetry={retry} onGiveUp={onGiveUp} />);
  const waiting = holder === 'nothing' ? null : held(words.loading, <TypedAhead ahead={ahead} />);
  return (
    <Boundary key={attempt} failed={failed}>
      <Suspense fallback={waiting}>
        {createElement(componentOf(load, session, quiet), props)}
        <HandOver ahead={ahead} />
      </Suspense>
    </Boundary>
  );
}

/** Only a class can catch what its children throw. */
class Boundary extends Component<{ failed: ReactNode; children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? this.props.failed : this.props.children;
  }
}
