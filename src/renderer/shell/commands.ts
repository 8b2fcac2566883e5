/** One thing the palette can do. */
export interface Command {
  readonly value: string;
  readonly text: string;
  readonly detail: string;
  readonly run: () => void;
}

export interface CommandGroup {
  readonly value: string;
  readonly items: readonly Command[];
}

/** Groups without anything in them are left out. */
export function filled(groups: readonly CommandGroup[]): CommandGroup[] {
  return groups.filter((group) => group.items.length > 0);
}
