/** A text that was, and what changed it into the next: steps of one kind in quick succession are one. */
interface Step {
  readonly text: string;
  readonly kind: string;
  /** When it was last added to, ms. */
  readonly at: number;
}

/** Texts before and after the present one. */
export interface TextHistory {
  readonly past: readonly Step[];
  readonly future: readonly Step[];
}

export const NO_HISTORY: TextHistory = { past: [], future: [] };
/** A change of the same kind within this time belongs to the one before (ms). */
const TOGETHER_MS = 1_000;
const MAX_STEPS = 500;
/** All remembered texts together; plans of a megabyte are remembered for fewer steps. */
const MAX_CHARS = 20_000_000;

/**
 * Remembers a text that is about to be replaced.
 * @param kind of the change: `type` for typing, the place of a field for a field; empty: never joined with another
 */
export function remember(
  history: TextHistory,
  text: string,
  change: { kind: string; at: number },
): TextHistory {
  const last = history.past.at(-1);
  const joins =
    last !== undefined &&
    history.future.length === 0 &&
    change.kind !== '' &&
    last.kind === change.kind &&
    change.at - last.at <= TOGETHER_MS;
  if (joins) return { past: [...history.past.slice(0, -1), { ...last, at: change.at }], future: [] };
  return { past: bounded([...history.past, { text, ...change }]), future: [] };
}

/** One step back from the text there is now; null where there is none. */
export function undo(history: TextHistory, text: string): { text: string; history: TextHistory } | null {
  const last = history.past.at(-1);
  if (last === undefined) return null;
  const undone = { ...last, text };
  return {
    text: last.text,
    history: { past: history.past.slice(0, -1), future: [undone, ...history.future] },
  };
}

/** One step forward again; null where nothing was undone. */
export function redo(history: TextHistory, text: string): { text: string; history: TextHistory } | null {
  const [next, ...future] = history.future;
  if (next === undefined) return null;
  // A redone step is closed: what follows is a step of its own.
  return {
    text: next.text,
    history: { past: [...history.past, { ...next, text, at: Number.NEGATIVE_INFINITY }], future },
  };
}

function bounded(steps: readonly Step[]): readonly Step[] {
  let chars = 0;
  let from = steps.length;
  while (from > 0 && steps.length - from < MAX_STEPS) {
    chars += steps[from - 1]?.text.length ?? 0;
    if (chars > MAX_CHARS) break;
    from -= 1;
  }
  return steps.slice(Math.min(from, steps.length - 1));
}
