import type { Phase } from '../../../../contract/tick.ts';

/** Each phase as people say it, with the colour that it has everywhere in the analysis. */
export const PHASE_LOOKS: Readonly<Record<Phase, { readonly word: string; readonly color: string }>> = {
  queued: { word: 'queued in Plimsoll', color: 'var(--chart-quiet)' },
  dns: { word: 'name lookup', color: 'var(--chart-5)' },
  connect: { word: 'connect', color: 'var(--chart-3)' },
  tls: { word: 'TLS', color: 'var(--chart-2)' },
  send: { word: 'send', color: 'var(--good)' },
  wait: { word: 'wait for first byte', color: 'var(--chart-1)' },
  receive: { word: 'receive', color: 'var(--chart-4)' },
};
