import type { ReactNode } from 'react';
import type { Loadable } from '../stores/loadable.ts';
import { ErrorNote } from './ErrorNote.tsx';
import { Skeleton } from './Skeleton.tsx';

interface Props<Value> {
  readonly of: Loadable<Value>;
  /** How many grey lines stand in its place, and how high each is in pixels. */
  readonly lines?: number;
  readonly height?: number;
  /** Beside what went wrong. */
  readonly actions?: ReactNode;
  /** In place of a list with nothing in it. */
  readonly empty?: ReactNode;
  readonly children: (value: Value) => ReactNode;
}

/** What was asked of the program: its place until it is there, why it is not, or what is made of it. */
export function Loaded<Value>({ of, lines, height, actions, empty, children }: Props<Value>) {
  if (of.state === 'loading') return <Skeleton lines={lines} height={height} />;
  if (of.state === 'failed') return <ErrorNote failure={of.failure} actions={actions} />;
  const isNothing = Array.isArray(of.value) && of.value.length === 0;
  return isNothing && empty !== undefined ? empty : children(of.value);
}
