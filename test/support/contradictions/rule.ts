import type { Said } from '../outages/said.ts';

export interface Rule {
  readonly name: string;
  /** One text for each time it is broken. */
  readonly look: (said: Said) => string[];
}

/** A text where the condition does not hold. */
export function unless(holds: boolean, text: string): string[] {
  return holds ? [] : [text];
}
