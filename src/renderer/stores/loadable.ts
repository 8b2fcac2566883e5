import type { Failure, Result } from '../../contract/failure.ts';

/**
 * Something asked of the host:
 *
 * | state   | means                                  | next          |
 * |---------|----------------------------------------|---------------|
 * | loading | asked, nothing to show yet             | ready, failed |
 * | ready   | a value; a new one may replace it      | ready         |
 * | failed  | no value, and why; may be asked again  | loading       |
 */
export type Loadable<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: Failure };

export const LOADING: Loadable<never> = { state: 'loading' };

export function ready<T>(value: T): Loadable<T> {
  return { state: 'ready', value };
}

export function failed(failure: Failure): Loadable<never> {
  return { state: 'failed', failure };
}

/** An answer as something to show. A failed refresh keeps the value already shown. */
export function settle<T>(result: Result<T>, before: Loadable<T> = LOADING): Loadable<T> {
  if (result.ok) return ready(result.value);
  return before.state === 'ready' ? before : failed(result.failure);
}

export function valueIn<T>(loadable: Loadable<T>): T | null {
  return loadable.state === 'ready' ? loadable.value : null;
}
