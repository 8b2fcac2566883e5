import type { Phase } from '../../contract/tick.ts';

/** Each phase as people say it, with the colour that it has everywhere. */
export const PHASE_LOOKS: Readonly<Record<Phase, { readonly word: string; readonly color: string }>> = {
  queued: { word: 'queued locally', color: 'var(--chart-quiet)' },
  dns: { word: 'name lookup', color: 'var(--chart-5)' },
  connect: { word: 'connect', color: 'var(--chart-3)' },
  tls: { word: 'TLS', color: 'var(--chart-2)' },
  send: { word: 'send', color: 'color-mix(in srgb, var(--chart-1) 45%, var(--surface))' },
  wait: { word: 'wait for first byte', color: 'var(--chart-1)' },
  receive: { word: 'receive', color: 'var(--chart-4)' },
};
