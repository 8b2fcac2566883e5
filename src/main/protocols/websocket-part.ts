import type { PartOf } from '../../contract/protocols/document-part.ts';
import type { SecondStreams } from '../../contract/summary-streams.ts';
import { distributionOf } from '../../workers/engine/verdicts/evidence.ts';
import type { ProtocolRun, ProtocolSecond } from '../services/analysis/streams/protocol-figures.ts';

/** The WebSocket part of a document. */
export function webSocketSummary(run: ProtocolRun): PartOf<'webSocket'> {
  const { messagesIn, messagesOut, missed, duplicates, outOfOrder, states, deliveryLag } = run.totals;
  return {
    ...run.counts,
    openAtEnd: states.open + states.subscribed + states.closing,
    messagesIn,
    messagesOut,
    missed,
    duplicates,
    outOfOrder,
    connectMs: run.times('connect'),
    roundTripMs: run.times('round-trip'),
    pingMs: run.times('ping'),
    firstMessageMs: run.times('first-message'),
    sessionMs: run.times('session'),
    deliveryLagMs: distributionOf(deliveryLag),
    sequenced: run.sequenced,
    stamped: run.stamped,
    phases: run.phases(),
  };
}

/** The WebSocket part of a second of it. */
export function webSocketSecond(second: ProtocolSecond): NonNullable<SecondStreams['webSocket']> {
  return {
    ...second.counts,
    ...second.order,
    connectMs: second.times('connect'),
    roundTripMs: second.times(second.roundTrip),
    deliveryLagMs: second.deliveryLag(),
  };
}
