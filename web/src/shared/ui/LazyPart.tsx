// A part of the page that is fetched when it is needed. One that cannot be fetched, or fails, says so in
// its place; the rest of the page stays as it is.

import { Component, createElement, lazy, Suspense, useState, type ComponentType, type ReactNode } from 'react';

import type { Load } from '../registry/registry';
import { PartFailed } from './PartFailed';

const known = new WeakMap<object, ComponentType<never>>();

/** The component behind an entry: the same for every render, until fetching it has failed. */
function componentOf<Props>(load: Load<Props>): ComponentType<Props> {
  const made = (known.get(load) as ComponentType<Props> | undefined) ?? lazy(async () => ({ default: await load() }));
  known.set(load, made as ComponentType<never>);
  return made as ComponentType<Props>;
}

/** Fetches a part before it is needed. It is then shown in the very render that asks for it, so that no key is lost. */
export async function preload<Props>(load: Load<Props>): Promise<void> {
  const component = await load();
  // One that is on the page already must stay the same.
  if (!known.has(load)) known.set(load, component as ComponentType<never>);
}

interface LazyPartProps<Props> {
  load: Load<Props>;
  props: Props;
  /** Shown until it is there. */
  waiting?: ReactNode;
  /** Shown as a dialog when it fails. */
  inDialog?: boolean;
  /** Leaves the part out altogether. */
  onGiveUp(): void;
}

export function LazyPart<Props extends object>({ load, props, waiting = null, inDialog = false, onGiveUp }: LazyPartProps<Props>) {
  const [attempt, setAttempt] = useState(0);
  const retry = (): void => {
    known.delete(load);
    setAttempt(attempt + 1);
  };
  return (
    <Boundary key={attempt} failed={<PartFailed inDialog={inDialog} again={attempt > 0} onRetry={retry} onGiveUp={onGiveUp} />}>
      <Suspense fallback={waiting}>{createElement(componentOf(load), props)}</Suspense>
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
