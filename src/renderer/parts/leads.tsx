import { createContext, type ReactNode, useContext } from 'react';
import type { Phase } from '../../contract/tick.ts';
import type { Millis, SecondIndex } from '../../contract/units.ts';
import { Button } from './Button.tsx';

/** A part of a run: an endpoint, a service (`endpoint` null) or all of it (both null). */
interface LedPlace {
  readonly service: string | null;
  readonly endpoint: string | null;
}

/**
 * What a figure says of which requests:
 *
 * | kind   | of its place                           |
 * |--------|----------------------------------------|
 * | beyond | those that took at least so long       |
 * | failed | those that failed                      |
 * | phase  | all, the longest in this phase first   |
 * | second | those that ended in this second        |
 */
export type Lead = LedPlace &
  (
    | { readonly kind: 'beyond'; readonly ms: Millis; readonly clock: 'intended' | 'actual' }
    | { readonly kind: 'failed' }
    | { readonly kind: 'phase'; readonly phase: Phase }
    | { readonly kind: 'second'; readonly second: SecondIndex; readonly isOfFailures: boolean }
  );

/** Goes to the requests behind a figure; null: there is no place for that. */
export const Leads = createContext<((lead: Lead) => void) | null>(null);

interface Props {
  /** Null: nothing stands behind it. */
  readonly to: Lead | null;
  /** What a click shows: `Requests of gateway historical at p99 and beyond`. */
  readonly title: string;
  readonly children: ReactNode;
}

/** A figure that leads to the requests behind it, where there is a place for that; elsewhere the figure alone. */
export function LeadsTo({ to, title, children }: Props) {
  const lead = useContext(Leads);
  if (lead === null || to === null) return children;
  return (
    <Button
      look="link"
      style={{ display: 'inline', color: 'inherit', font: 'inherit' }}
      title={title}
      data-lead={to.kind}
      onClick={(event) => {
        event.stopPropagation();
        lead(to);
      }}
    >
      {children}
    </Button>
  );
}
