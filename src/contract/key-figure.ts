import type { ShownPercentile } from './evidence.ts';

/** One of the few figures people ask for first, read from the document. */
export interface KeyFigure {
  readonly key: string;
  readonly label: string;
  /** Name of its definition in the document. */
  readonly definition: string;
  /** Where it stands in the document. */
  readonly path: string;
  readonly kind: 'count' | 'rate' | 'percent' | 'time';
  readonly value: number | null;
  /** Of a percentile: how it is shown. */
  readonly shown?: ShownPercentile;
  readonly note: string;
}

export function percentileFigure(
  key: string,
  of: Pick<KeyFigure, 'label' | 'definition' | 'path'> & { readonly shown: ShownPercentile },
): KeyFigure {
  return { ...of, key, kind: 'time', value: of.shown.value, note: '' };
}
