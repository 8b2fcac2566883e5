import { useSyncExternalStore } from 'react';

/** Custom properties of theme.css that charts may draw with. */
export type ChartColor =
  | '--chart-1'
  | '--chart-2'
  | '--chart-3'
  | '--chart-4'
  | '--chart-5'
  | '--chart-quiet'
  | '--chart-ink'
  | '--chart-grid'
  | '--chart-band'
  | '--chart-warmup'
  | '--chart-drain'
  | '--chart-untrusted'
  | '--accent'
  | '--ink-3'
  | '--acceptable'
  | '--poor'
  | '--surface';

/** A canvas knows no custom properties: the colour as the current theme resolves it; so many percent of it on a ground. */
export function resolveColor(color: ChartColor, percent = 100, ground = 'transparent'): string {
  const probe = document.createElement('span');
  probe.style.color = `color-mix(in srgb, var(${color}) ${percent}%, ${ground})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

export function chartFont(): string {
  return `11px ${getComputedStyle(document.body).fontFamily}`;
}

const dark = '(prefers-color-scheme: dark)';

function watchTheme(changed: () => void): () => void {
  const media = matchMedia(dark);
  const observer = new MutationObserver(changed);
  media.addEventListener('change', changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    media.removeEventListener('change', changed);
    observer.disconnect();
  };
}

function themeNow(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia(dark).matches ? 'dark' : 'light';
}

/** The theme in force; charts are drawn anew when it changes. */
export function useTheme(): 'light' | 'dark' {
  return useSyncExternalStore(watchTheme, themeNow, () => 'light');
}
