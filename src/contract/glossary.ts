/**
 * What the words of the product mean: the name of each as a person reads it, and one definition, in window, report and
 * document alike. `docs/glossary.md` is generated from here; the `definitions` of a summary repeat it, so that a
 * document explains itself.
 */
export const GLOSSARY = {
  closedModel: [
    'closed model',
    'A set number of virtual users. Each sends a request, waits for the response, thinks, and continues: a slow service receives less load.',
  ],
  openModel: [
    'open model',
    'Requests start at a set rate, regardless of responses: response time counts from when each should have started.',
  ],
  arrivalRate: ['arrival rate', 'Iterations started per second in an open model.'],
  users: [
    'virtual user',
    'A simulated client that runs iterations. In a closed model it waits for each response, thinks, and continues.',
  ],
  steeredLoad: [
    'steered load',
    'Load that was changed while the run went on: by hand, by a stop rule or by a capacity search. Every change is in the log of the run and begins a segment; the figures of a segment never mix two loads.',
  ],
  steer: ['steer', 'To change the load of a run while it goes on, on all load threads at one moment.'],
  segment: [
    'segment',
    'A stretch of a run with one load, from one change to the next. A second in which the load changes belongs to none.',
  ],
  iteration: ['iteration', 'One execution of a task: its requests in order.'],
  share: ['share', 'Part of the shared load, in proportion to the weights.'],
  thinkTime: ['think time', 'Pause of a virtual user between two tasks.'],
  requestRate: ['request rate', 'Requests sent per second.'],
  responseTime: [
    'response time',
    'From the moment the plan wanted the request to start to the last byte of the response. It includes the wait of a request that could not start on time, so a stalled target cannot hide. Only open plans (a rate) have it; see service time.',
  ],
  serviceTime: [
    'service time',
    'From handing the request to a free connection to the last byte of the response. Closed plans (users) have no other clock: a user that waits does not send.',
  ],
  coordinatedOmission: [
    'coordinated omission',
    'Latency understated because a stalled target also pauses the client’s sending, so few requests meet the stall. Response time does not suffer from it.',
  ],
  slowCause: [
    'cause of slow requests',
    'A request is slow where it took far longer than its endpoint usually does. A cause is what slow requests have in common and others do not: an endpoint, a phase, a connection, an address, a stretch of seconds. Its share is how many of the slow requests it explains. With fewer than 20 slow requests nothing is named.',
  ],
  failedTime: [
    'failed time',
    'How long failed requests took, kept apart so that quick failures do not flatter the latency.',
  ],
  percentile: [
    'percentile',
    'p95 is the time that 95% of the successful requests did not exceed. Nearest rank, rounded up by less than 0.1%, from merged histograms; never averaged, never interpolated.',
  ],
  hiddenPercentile: [
    'unknown percentile',
    'An en dash: no sample lies beyond this percentile, so it is unknown. A value that a grade rests on is shown all the same, with its word.',
  ],
  p50: ['p50', 'The median: half of the responses took at most this long.'],
  p90: ['p90', '9 of 10 responses took at most this long.'],
  p95: ['p95', '95 of 100 responses took at most this long. Grades use it unless the plan says otherwise.'],
  p99: ['p99', '99 of 100 responses took at most this long: what the slowest request in a hundred sees.'],
  p999: ['p99.9', '999 of 1,000 responses took at most this long.'],
  mean: [
    'mean',
    'The sum of all times divided by their number. A few slow responses raise it; read it beside p50.',
  ],
  max: ['maximum', 'The slowest response.'],
  evidence: [
    'evidence',
    'What a percentile rests on. Sure: at least ten samples lie beyond it. Estimate, marked with ~: at least one does. Unknown: none, for there are fewer than 1/(1 − p) samples.',
  ],
  interval95: [
    '95% interval',
    'Over repeated runs under the same conditions, 95% of such ranges contain the true percentile. From order statistics, without assuming a distribution. Where the sample bounds it on one side only, that bound is given.',
  ],
  trailingPercentile: [
    'percentile of a second',
    'Covers the shortest stretch that ends with the second and holds a sample beyond it (two samples for p50, 20 for p95, 100 for p99), five seconds at most, drawn as a bar over them; beyond that it is unknown and not drawn. With fewer than ten samples beyond it, it is an estimate, dimmed. Counts, mean and maximum are of the second alone.',
  ],
  planned: ['planned', 'What the plan wanted to send. Stopping a run cuts the plan.'],
  sent: [
    'sent',
    'Requests actually sent. Equals what the target received, except for connections that broke on the way and requests that could not be written (errors value.…): those count as sent and failed, and a finding says how many there are.',
  ],
  ok: ['ok', 'Sent, and the response passed the checks of the plan.'],
  errors: [
    'errors',
    'Sent, but failed: at the target, on the network, on this machine, or in the test itself. The code says how; the side says whose fault it probably is. The error rate counts only the target and the network.',
  ],
  errorRate: [
    'error rate',
    'Failures of the target and the network, connections lost while in use among them, as a share of what succeeded or failed this way. What is left out stands beside it under its own name.',
  ],
  leftOut: [
    'left out',
    'Failures that are not the service’s own: of the test, of this machine, of a safety limit; and what had not ended when the run did. They are in no error rate. Above 1%, or above the acceptable error rate where that is more, error rate and latency of the service cannot be graded.',
  ],
  drain: [
    'drain',
    'After the end of the plan nothing new starts, and what is in flight finishes or is cut off. It is in the counts and in no rate per second.',
  ],
  inFlight: ['in flight', 'Sent, not yet finished.'],
  dropped: ['dropped', 'Due by the plan but never sent: the in-flight limit was reached.'],
  cancelled: ['cancelled', 'Due, and still waiting to be sent when the run was stopped.'],
  openAtStop: ['open at stop', 'Sent, but not finished when the run ended.'],
  books: [
    'balance of the counters',
    'Exact, for the run and for every part of it: planned = sent + dropped + cancelled, and sent = ok + errors + open at stop. These counts cover every second, warm-up included; figures do not.',
  ],
  bytes: [
    'bytes',
    'All bytes of the connections before TLS: heads, frame headers and payloads, of responses, pings and pushes alike. Out: handed to the system; in: read from it, also of streams that were cut off. The handshake of a WebSocket counts with the connect, all that follows with the messages (without messages, the pings); an event stream counts with its first event. Secondary figures of the same connection carry none.',
  ],
  rate: [
    'rate',
    'What finished, successful or not, per second of measured time: requests, messages, connections and streams, as far as the totals count them. Not the throughput, which counts successes.',
  ],
  throughput: [
    'throughput',
    'What succeeded within the planned time that is measured, per second of it; what drains after the end of the plan is not part of it. Graded only where enough was offered: a plan that offers 5/s cannot show 50/s.',
  ],
  offered: [
    'offered rate',
    'The most the plan could send if responses were instant: the rate of an open plan, or users divided by think time. Never less than what was sent.',
  ],
  warmup: [
    'warm-up',
    'Seconds at the start that are run, shown and stored, but kept out of the figures. What happens once per connection is never warm-up: connects, first messages, first events, headers, the length of connections and how they broke, and the requests of a setup that runs once. Their figures cover every second.',
  ],
  phases: [
    'phases',
    'Where the time of a request goes: waiting for a free slot, DNS, TCP, TLS, sending, waiting for the first byte, receiving.',
  ],
  queued: ['queued', 'Queued locally: from the intended start until a connection was free.'],
  dns: ['DNS', 'Name resolution, on new connections.'],
  connect: ['TCP', 'TCP handshake, on new connections.'],
  tls: ['TLS', 'TLS handshake, on new connections.'],
  send: [
    'send',
    'Sending of a request too large for one write: until its last byte has left. Smaller ones leave at once.',
  ],
  wait: [
    'wait',
    'From the last byte of the request to the first byte of the response: processing at the target, and one network round trip. Redirects that were followed are waited for, too.',
  ],
  receive: ['receive', 'From the first to the last byte of the response.'],
  threshold: ['threshold', 'The bounds that separate Excellent, Good, Acceptable and Poor for one figure.'],
  grade: [
    'grade',
    'The band a figure falls into. A value exactly on a bound gets the worse grade, except in the WebSocket assessment, which is written with "or equal".',
  ],
  margin: [
    'margin',
    'Distance from the value to the bound where its grade gets worse; negative for Poor: how far beyond.',
  ],
  provable: [
    'provable',
    'Whether the sample is large enough that the grade still holds at the one-sided 95% bound of the figure: Clopper–Pearson for shares, order statistics for percentiles, the standard error for means.',
  ],
  overallGrade: [
    'overall grade',
    'The worst grade that applies; Poor, or not gradable, where something beside the grades keeps the run from passing.',
  ],
  outcome: [
    'outcome',
    'Passed: no grade is beyond the gate, every expectation that could be measured is met, and most requests succeeded. Failed: one of these does not hold. Not gradable: the run could not be judged, because too much is left out, it was cut short (not by a stop rule), or it had to be trusted and is not; it does not pass either.',
  ],
  gate: [
    'gate',
    'The worst overall grade that still passes. A run without a gate passes, unless it was cut short or had to be trusted and is not.',
  ],
  expectation: ['expectation', 'A statement of the plan that measurements confirm or refute.'],
  stopRule: [
    'stop rule',
    'A limit on a figure of the last seconds, watched while a run goes on. Where the figure over the whole window is beyond it, the run stops, stops and fails, or its load is held, as the rule says.',
  ],
  generator: [
    'generator',
    'Whether this machine kept up with generating load. Where it did not, the figures say more about this machine than about the target.',
  ],
  trust: [
    'trust verdict',
    'Whether the load generator’s measurements are reliable: event-loop delay, lateness of starts, drops, CPU, garbage collection, limits of this machine.',
  ],
  badSecond: [
    'disturbed second',
    'A second in which the generator, not the target, was disturbed. It can be left out of the figures.',
  ],
  loopDelay: [
    'event-loop delay',
    'The longest time in this second during which a load thread could not react.',
  ],
  lateness: ['lateness', 'How much later than planned requests started; 99 of 100 were less late.'],
  othersCpu: [
    'CPU of other programs',
    'CPU that other programs on this machine used in a second, a target that runs here included, as a share of the cores Plimsoll may use.',
  ],
  stolen: [
    'stolen CPU',
    'CPU time that the hypervisor gave to other machines in a second, as a share of the same cores. Not known where the machine does not say.',
  ],
  change: ['change', 'From A to B, as a share of A.'],
  connections: ['connections', 'WebSocket and event-stream connections by state.'],
  connectionSuccess: ['connections opened', 'As a share of those that opened or failed.'],
  lifecycle: [
    'lifecycle',
    'Each connection is in one state at a time, so the states add up: attempted = handshaking + opened + failed, and opened = open + subscribed + closing + closed, in every second, warm-up included. In a part of a run, connections already open at its start are listed separately.',
  ],
  wsConnect: [
    'connect time',
    'From opening the socket to the 101 that switches to WebSocket. Fetching a token is measured separately.',
  ],
  roundTrip: ['round trip', 'From when the plan wanted the message to start to the frame that answers it.'],
  ping: ['ping', 'From a protocol ping frame to its pong.'],
  firstMessage: [
    'first message',
    'From the 101 to the first message of the service, be it a greeting, a push or a reply. A connection that broke before it failed.',
  ],
  session: [
    'session',
    'One WebSocket connection, from the 101 to its close. Its failures are the connections that broke; what the stop cut off counts as open.',
  ],
  deliveryLag: [
    'delivery lag',
    'From the service’s own time stamp in a message to its receipt; includes the difference of the two clocks.',
  ],
  sequence: [
    'sequence',
    'Messages carry a number that goes up by one. A number left out is a missed message, one seen again a duplicate, one that comes late is out of order.',
  ],
  errorsPerConnection: [
    'errors per connection',
    'Failures of the target and the network on WebSocket connections, per hundred attempts: attempts that failed, and messages that failed or connections that broke, whichever are more. One break fails both, and is not two errors.',
  ],
  sseStream: [
    'first event',
    'From sending the request to the first event. The time to the headers is measured separately.',
  ],
  headers: ['headers', 'From sending the request to the headers of the stream.'],
  gap: [
    'gap',
    'Time between one event of a stream and the next. The gap that is open when a stream ends counts for as long as it had lasted, where that is longer than any earlier one of the stream: the next event was at least that far away.',
  ],
  capacity: [
    'capacity',
    'The highest load at which every objective is still met. Found by raising the load step by step, then measured again close to the limit.',
  ],
  capacitySearch: [
    'capacity search',
    'A run that sets its own load: one user first, then more and more until an objective is missed, then closer and closer to the limit. Its answer rests on all steps near the limit together.',
  ],
  hull: [
    'hull',
    'The picture of a search, after the mark on a ship’s side: the mark is at the highest load that met the objectives, the dashed line at the lowest that missed them, the water at the load applied now.',
  ],
  objective: [
    'objective',
    'What is good enough in a search for capacity, such as p95<200ms or errors<1%. Requests are counted by when they should have started; what has not been answered within the limit misses it.',
  ],
  capacityInterval: [
    'interval of the capacity',
    'Where the true limit lies, as far as the requests measured tell. More requests close to the limit make it narrower.',
  ],
  failureMode: [
    'failure mode',
    'In which way the target fails at loads beyond its capacity: slower only, timeouts, refused connections, statuses such as 429 or 503.',
  ],
  knee: [
    'knee',
    'The load beyond which latency climbs and throughput flattens. By Kneedle (Satopää et al., 2011), and only where the curve bends enough to have one.',
  ],
  contention: [
    'contention (σ)',
    'The share of the work that cannot be done side by side, such as waiting for a lock. By the Universal Scalability Law; 0 means none.',
  ],
  coherency: [
    'coherency (κ)',
    'What it costs that everybody keeps up with everybody else. It makes throughput fall again beyond a peak. By the Universal Scalability Law; 0 means none.',
  ],
  recovery: [
    'recovery',
    'How long the target takes, after an overload has ended, until its responses are as fast as they were before at the same load.',
  ],
  backlog: ['backlog', 'Requests in flight or waiting when the overload ended.'],
  watch: [
    'watch',
    'What is read of a target once a second, beside the load: of a process, of a container, or of a page of metrics. A second that could not be read is a gap with its reason, never zero.',
  ],
  opening: [
    'opening',
    'Seconds in which the plan opens connections, and the second after; the warm-up included. Handshakes cost the service more than messages do.',
  ],
  steady: ['steady', 'Seconds in which the plan opens no connections.'],
} as const satisfies Readonly<Record<string, readonly [name: string, definition: string]>>;
export type Term = keyof typeof GLOSSARY;

/** The definition of a term, as a person reads it. */
export function definitionOf(term: Term): string {
  return GLOSSARY[term][1];
}
