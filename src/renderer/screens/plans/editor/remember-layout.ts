import type { Layout } from './EditorHeader.tsx';

const KEY = 'plimsoll.editor';

/** The sides last shown, on this machine. */
export function rememberedLayout(): Layout {
  const known = localStorage.getItem(KEY);
  return known === 'visual' || known === 'text' ? known : 'both';
}

export function rememberLayout(layout: Layout): void {
  localStorage.setItem(KEY, layout);
}
