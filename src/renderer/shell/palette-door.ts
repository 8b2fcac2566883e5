import { createStore } from 'zustand/vanilla';

/** Whether the command palette is open; here so that the rail and the keyboard can open it alike. */
export const paletteStore = createStore(() => false);

export function setPalette(open: boolean): void {
  paletteStore.setState(open);
}
