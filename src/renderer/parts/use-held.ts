import { useRef } from 'react';

/**
 * A value as it was when the beat last changed: what arrives between two beats is shown with the next, so that a page that
 * changes once a second is laid out once a second.
 */
export function useHeld<Value>(value: Value, beat: number): Value {
  const held = useRef({ beat, value });
  if (held.current.beat !== beat) held.current = { beat, value };
  return held.current.value;
}
