import type { RunPlan } from '../../../contract/run-plan.ts';
import type { SeriesPlace } from './series-roles.ts';

/** What every figure means, in one place: travels in the summary, so tooltips and reports say the same. */
const DEFINITIONS = {
  responseTime:
    'From the moment the plan wanted the request to leave until its last byte. It includes the wait of a request that could not leave on time, so a stalled target cannot hide. Only open plans (a rate) have it.',
  serviceTime:
    'From the moment the request was handed to a free connection until its last byte. Closed plans (users) have no other clock: a user who waits does not send.',
  failedTime: 'How long failed requests took, kept apart so that quick failures do not flatter the latency.',
  percentile:
    'p95 is the time that 95 % of the successful requests did not exceed. Nearest rank, rounded up by less than 0.1 %, from merged histograms; never averaged, never interpolated.',
  hiddenPercentile:
    'An en dash: no sample lies beyond this percentile, so it is unknown. A value that a grade rests on is shown all the same, with its word.',
  evidence:
    'What a percentile rests on. Sure: at least ten samples lie beyond it. Estimate, marked with ~: at least one does. Unknown: none, for there are fewer than 1/(1 − p) samples.',
  interval95:
    'The range that holds the true percentile with 95 % confidence, from order statistics; assumes nothing about the shape of the distribution. Where the sample bounds it on one side only, that bound is given.',
  trailingPercentile:
    'Per second, a percentile covers the shortest stretch that ends with the second and holds a sample beyond it (two samples for p50, 20 for p95, 100 for p99), five seconds at most; beyond that it is unknown and not drawn. With fewer than ten samples beyond it, it is an estimate. Counts, mean and maximum are of the second alone.',
  planned: 'What the plan wanted sent. A stop cuts the plan.',
  sent: 'What left for the target; equals what the target received, save for connections that broke on the way, and for requests that could not be written (errors value.…): those count as sent and failed, and a finding says how many they are.',
  ok: 'Sent, answered, and good by the checks of the plan.',
  errors:
    'Sent, but failed: by target, network, this machine, or the test itself. The code says how, the side whose doing it probably is.',
  errorRate:
    'Failures of target and network, connections broken off in use among them, as a share of what succeeded or failed so. What is left out stands beside it under its own name.',
  leftOut:
    "Failures that are not the service's own: of the test, of this machine, of a safety limit; and what had not ended when the run did. They are in no error rate. Above 1 %, or the error rate that is still acceptable where that is more, error rate and latency of the service cannot be graded.",
  drain:
    'What came to an end after the plan had: under way then, and finished or cut off while the run drained. It is in the counts and in no rate per second.',
  dropped: 'Due by the plan but never sent, because too many requests were still open.',
  cancelled: 'Due and waiting to be sent when the stop came.',
  openAtStop: 'Sent, but not yet answered when the run ended.',
  books:
    'Exact, for the run and for every part of it: planned = sent + dropped + cancelled, and sent = ok + errors + open at stop. These counts cover every second, warm-up included; figures do not.',
  bytes:
    'All bytes of the connections before TLS: heads, frame headers and payloads, answered or not, pings and pushes too. Out: handed to the system; in: read from it, also of streams that were cut off. Of a WebSocket the handshake counts with the connect, all that follows with the messages (without messages, the pings); an event stream counts with its first event. Second looks at the same connection carry none.',
  rate: 'What finished, good or bad, per second of measured time: requests, messages, connections and streams, as far as the totals count them. Not the throughput, which counts what succeeded.',
  throughput:
    'What succeeded within the planned time that is measured, per second of it; what drains after the end of the plan is not part of it. Graded only where the plan offered enough to show it: a plan that offers 5/s cannot show 50/s.',
  offered:
    'The most the plan could have asked, had every answer been instant: the rate of an open plan, or users divided by think time. Never less than what was sent.',
  warmup:
    'Seconds at the start that are run, shown and stored, but kept out of the figures. What happens once per connection is never warm-up: connects, first messages, first events, headers, the length of connections and how they broke, and the requests of a setup that runs once. Their figures cover every second.',
  queued: 'Our own wait: from the intended start until a connection was free.',
  dns: 'Name resolution, on new connections.',
  connect: 'TCP handshake, on new connections.',
  tls: 'TLS handshake, on new connections.',
  wait: 'From the last byte of the request to the first byte of the answer: the target thinking, and one round trip of the network.',
  receive: 'From the first to the last byte of the answer.',
  grade:
    'Three bounds cut a figure into Excellent, Good, Acceptable and Poor. A value exactly on a bound belongs to the worse grade, save in the WebSocket assessment, which is written with "or equal".',
  margin:
    'How far the figure is from the bound where its grade gets worse; negative for Poor, how far beyond.',
  provable:
    'Whether the sample is large enough that the grade still holds at the one-sided 95 % bound of the figure: Clopper–Pearson for shares, order statistics for percentiles, the standard error for means.',
  overallGrade:
    'The worst of all grades that apply; Poor, or not gradable, where something beside the grades keeps the run from passing.',
  outcome:
    'Passed: no grade is beyond the gate, every expectation that could be measured is met, and most went well. Failed: one of these is not so. Not gradable: what the run was to show could not be judged, because too much is left out, it was cut short, or it had to be trusted and is not; it does not pass either.',
  gate: 'The worst overall grade that still passes. A plan without a gate passes whatever came of it, unless it was cut short or had to be trusted.',
  othersCpu:
    'CPU that other programs on this machine used in a second, a target that runs here included, as a share of the cores Plimsoll may use.',
  stolen:
    'CPU time that the hypervisor gave to other machines in a second, as a share of the same cores. Not known on a machine that does not say.',
  trust:
    'Whether the load generator itself can be believed: event-loop delay, lateness of starts, drops, processor, garbage collection, limits of this machine.',
  badSecond:
    'A second in which the generator, not the target, was disturbed. It can be left out of the figures.',
  wsConnect: 'From opening the socket to the 101 answer. Fetching a token is measured apart.',
  roundTrip: 'From when the plan wanted the message to leave to the frame that answers it.',
  ping: 'From a protocol ping frame to its pong.',
  firstMessage:
    'From the 101 answer to the first message of the service, be it a greeting, a push or an answer. A connection that broke before it failed.',
  session:
    'How long connections lasted, from the 101 answer to their end. Its failures are the connections that broke; what the stop cut off is left open.',
  deliveryLag:
    "From the server's own time stamp in a message to its receipt; includes the difference of the two clocks.",
  sseStream: 'From sending the request to the first event. The time to the headers is measured apart.',
  gap: 'Time between one event of a stream and the next. The gap that is open when a stream ends counts for as long as it had lasted, where that is longer than any wait of the stream before: the next event was at least so far away.',
  connectionSuccess: 'Connections that opened, as a share of those that opened or failed.',
  errorsPerConnection:
    'Failures of target and network on WebSocket connections, per hundred connections tried: attempts that failed, and messages that failed or connections that broke, whichever are more. One break fails both, and is no two errors.',
  lifecycle:
    'attempted = handshaking + opened + failed, and opened = open + subscribed + closing + closed, in every second. Covers every second, warm-up included. In a part of a run, those that were open when it begins are told apart.',
} as const;
export type DefinitionName = keyof typeof DEFINITIONS | 'overallTime';

/** The definitions of a run: the fixed ones, and what its one overall latency is made of. */
export function definitionsFor(
  plan: RunPlan,
  places: readonly SeriesPlace[],
): Record<DefinitionName, string> {
  const headline = places.findIndex((place) => place.headline);
  const clock = plan.series[headline]?.clock === 'intended' ? 'Response time' : 'Service time';
  const what = {
    request: 'all HTTP requests of the plan together',
    'round-trip': 'all message round trips together; the plan has no HTTP requests of its own',
    ping: 'all protocol pings together; the plan sends nothing else',
    'first-event': 'all event streams to their first event',
    connect: 'all connects together; the plan sends nothing else',
    'first-message': 'the first messages of all connections',
    session: 'the lengths of all connections',
    headers: 'all event streams to their headers',
    gap: 'the gaps between events',
    held: 'the times that steps stayed connected',
  }[places[headline]?.role ?? 'request'];
  return { ...DEFINITIONS, overallTime: `${clock} of ${what}.` };
}
