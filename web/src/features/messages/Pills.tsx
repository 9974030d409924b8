// The buttons over a list, fetched before there is any to show.

import { useEffect } from 'react';

import { LazyPart, preload } from '../../shared/ui/LazyPart';
import { whenIdle } from '../../shared/ui/when-idle';
import type { JumpPillsProps } from './JumpPills';

const loadPills = whenIdle(async () => (await import('./JumpPills')).JumpPills);

export function Pills(props: JumpPillsProps) {
  useEffect(() => {
    preload(loadPills).catch(() => undefined);
  }, []);
  const none = !props.newAbove && props.atEnd && props.refused === null;
  return none ? null : <LazyPart load={loadPills} props={props} />;
}
