import type { PartOf } from '../../contract/protocols/document-part.ts';
import type { SecondStreams } from '../../contract/summary-streams.ts';
import type { ProtocolRun, ProtocolSecond } from '../services/analysis/streams/protocol-figures.ts';

/** The event-stream part of a document. */
export function sseSummary(run: ProtocolRun): PartOf<'sse'> {
  return {
    ...run.counts,
    openPercent: run.openPercent(),
    events: run.totals.messagesIn,
    duplicates: run.totals.duplicates,
    headersMs: run.times('headers'),
    firstEventMs: run.times('first-event'),
    gapMs: run.times('gap'),
  };
}

/** The event-stream part of a second of it. */
export function sseSecond(second: ProtocolSecond): NonNullable<SecondStreams['sse']> {
  return {
    ...second.counts,
    headersMs: second.times('headers'),
    firstEventMs: second.times('first-event'),
    gapMs: second.times('gap'),
  };
}
