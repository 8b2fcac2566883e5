import type { Summary } from '../../../contract/summary.ts';
import type { ShownRun } from '../../charts/RunCharts.tsx';
import { STREAMS } from '../../protocols/protocols.ts';
import type { ShownStream } from '../../protocols/shown-protocol.ts';

export interface StreamProps extends Required<ShownRun> {
  readonly stream: ShownStream;
}

/** The protocols of which the run opened streams. */
export function streamsIn(summary: Summary): readonly ShownStream[] {
  return STREAMS.filter(({ key }) => summary[key] !== null);
}
