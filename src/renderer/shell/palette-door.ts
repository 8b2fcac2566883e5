import { createStore } from 'zustand/vanilla';

/** Whether the command palette is open; here so that the rail and the keyboard can open it alike. */
export const paletteStore = createStore<{ readonly open: boolean }>()(() => ({ open: false }));

export function openPalette(): void {
  paletteStore.setState({ open: true });
}

export function setPalette(open: boolean): void {
  paletteStore.setState({ open });
}
