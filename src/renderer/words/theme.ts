import type { Settings } from '../../contract/wire.ts';

type Theme = Settings['theme'];
const KEY = 'plimsoll.theme';

/** Puts the chosen theme in force; `system` leaves it to the operating system. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  localStorage.setItem(KEY, theme);
}

/** The theme of last time, so that the first paint is right before the settings are fetched. */
export function rememberedTheme(): Theme {
  const known = localStorage.getItem(KEY);
  return known === 'light' || known === 'dark' ? known : 'system';
}
