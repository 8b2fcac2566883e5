import type { Summary, SummarySecond } from '../../../contract/summary.ts';
import { liveStates, STATE_COLORS, STATE_LABELS, type StreamKind } from '../../charts/stream-charts.ts';

export type StreamFigures = NonNullable<Summary[StreamKind]>;

export interface State {
  readonly key: string;
  readonly label: string;
  readonly color: string;
  readonly value: number;
}

/** Where all that were attempted are after the second `last`. */
export function statesOf(kind: StreamKind, figures: StreamFigures, last: SummarySecond | undefined): State[] {
  const now = last?.streams?.[kind]?.connections ?? { handshaking: 0, open: 0, subscribed: 0, closing: 0 };
  const labels = STATE_LABELS[kind];
  const live = liveStates(kind).map((state) => ({
    key: state,
    label: labels[state],
    color: STATE_COLORS[state],
    value: now[state],
  }));
  return [
    ...live,
    { key: 'closed', label: 'closed', color: '--chart-quiet', value: figures.closed },
    { key: 'failed', label: 'failed to open', color: '--poor', value: figures.failed },
  ];
}
