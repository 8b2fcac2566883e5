import type { Summary, SummarySecond } from '../../../contract/summary.ts';
import { STREAMS } from '../../protocols/protocols.ts';
import type { ShownStream } from '../../protocols/shown-protocol.ts';

/** A run, live or stored, as its streams are shown from it. */
export interface StreamRun {
  readonly summary: Summary;
  /** Absent: those of the document. */
  readonly seconds?: readonly SummarySecond[];
  /** Absent: as long as it took. */
  readonly plannedMs?: number;
  /** Charts with the same key share cursor and zoom. */
  readonly syncKey: string;
}
export interface StreamProps extends Required<StreamRun> {
  readonly stream: ShownStream;
}

/** The protocols of which the run opened streams. */
export function streamsIn(summary: Summary): readonly ShownStream[] {
  return STREAMS.filter(({ key }) => summary[key] !== null);
}
