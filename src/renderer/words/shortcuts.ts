/** A key with Ctrl (⌘ on a Mac), as a person presses it. */
interface Chord {
  /** As `KeyboardEvent.key`, in lower case. */
  readonly key: string;
  readonly shift?: boolean;
}

interface Shortcut {
  readonly group: 'Everywhere' | 'Plans' | 'Console';
  readonly chords: readonly Chord[];
  readonly does: string;
}

/** Every key that is pressed with Ctrl or ⌘. Whoever listens for one reads it from here, and so does Settings. */
export const SHORTCUTS = {
  palette: { group: 'Everywhere', chords: [{ key: 'k' }], does: 'Search and commands' },
  save: { group: 'Plans', chords: [{ key: 's' }], does: 'Save the plan now' },
  undo: { group: 'Plans', chords: [{ key: 'z' }], does: 'Undo' },
  redo: { group: 'Plans', chords: [{ key: 'z', shift: true }, { key: 'y' }], does: 'Redo' },
  complete: { group: 'Plans', chords: [{ key: ' ' }], does: 'In the YAML: suggest what can stand here' },
  send: { group: 'Console', chords: [{ key: 'enter' }], does: 'Send the message' },
} as const satisfies Record<string, Shortcut>;
type ShortcutName = keyof typeof SHORTCUTS;

/** True where the event is the shortcut: Ctrl or ⌘ and its key, Shift as it says, Alt never. */
export function isShortcut(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
  name: ShortcutName,
): boolean {
  if (!isWithModifier(event) || event.altKey) return false;
  const chords: readonly Chord[] = SHORTCUTS[name].chords;
  return chords.some(({ key, shift = false }) => key === event.key.toLowerCase() && shift === event.shiftKey);
}

/** True with Ctrl or ⌘ held down. */
export function isWithModifier({ ctrlKey, metaKey }: Pick<KeyboardEvent, 'ctrlKey' | 'metaKey'>): boolean {
  return ctrlKey || metaKey;
}

const NAMES: Readonly<Record<string, string>> = { ' ': 'Space', enter: 'Enter' };

/** The caps of a shortcut, one list for each way to press it: `[['Ctrl', 'Shift', 'Z'], ['Ctrl', 'Y']]`. */
export function capsOf(name: ShortcutName, isMac: boolean): string[][] {
  const chords: readonly Chord[] = SHORTCUTS[name].chords;
  return chords.map(({ key, shift = false }) => [
    // Completion is asked for with Ctrl on a Mac, too: ⌘ Space belongs to the system.
    isMac && key !== ' ' ? '⌘' : 'Ctrl',
    ...(shift ? ['Shift'] : []),
    NAMES[key] ?? key.toUpperCase(),
  ]);
}
