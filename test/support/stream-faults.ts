import { closedProfile, profilePeak } from '../../src/contract/profile.ts';
import type { SseScenario } from '../../src/contract/protocols/sse.ts';
import type { WebSocketScenario } from '../../src/contract/protocols/websocket.ts';
import type { RunLimits } from '../../src/contract/run-plan.ts';
import type { StreamSecond } from '../../src/contract/tick.ts';
import { createSystemClock } from '../../src/workers/engine/time/system-clock.ts';
import type { FaultCase } from './faults/fault-case.ts';
import { makePlan, makeSse, makeWebSocket } from './made-plan.ts';
import { runLive, SSE_SERIES, STREAM_SERIES, type StreamResult, streamThread } from './stream-run.ts';

/** What a scenario made of a fault. */
export interface StreamFaultOutcome {
  /** Failures by code, over attempts and sessions; a gap that never ended counts once. */
  readonly failures: Readonly<Record<string, number>>;
  readonly sides: Readonly<Record<string, string>>;
  readonly stream: StreamSecond;
  /** Of a series that has more under way than it has open connections: never. */
  readonly inFlight: number;
}

/** Longer than any fault takes that ends by itself. */
const LONGEST_MS = 20_000;

/** Meets a fault with so many connections at once, until all of them have ended or `closeAfterMs` has passed. */
export async function meetStreamFault(
  fault: FaultCase,
  url: string,
  connections: number,
): Promise<StreamFaultOutcome> {
  const result =
    fault.protocol === 'sse'
      ? await run(sseFor(fault, url, connections), fault)
      : await run(webSocketFor(fault, url, connections), fault);
  const names = fault.protocol === 'sse' ? SSE_SERIES : STREAM_SERIES;
  const failures: Record<string, number> = {};
  const sides: Record<string, string> = {};
  let inFlight = 0;
  for (const [series, name] of names.entries()) {
    inFlight += result.counts(series).inFlight ?? 0;
    // The same failure is seen again by the questions, pings and first messages it leaves without an end.
    if (!['connect', 'session', 'firstEvent', 'gap'].includes(name)) continue;
    for (const [code, count] of Object.entries(result.failures(series))) {
      failures[code] = (failures[code] ?? 0) + count;
      sides[code] = result.failureOf(code)?.side ?? '';
    }
  }
  return { failures, sides, stream: result.stream(), inFlight };
}

async function run(scenario: WebSocketScenario | SseScenario, fault: FaultCase): Promise<StreamResult> {
  const made = streamThread(createSystemClock(), scenario, { limits: limitsFor(fault) });
  const { runner } = made;
  const live = await runLive(made, fault.client?.closeAfterMs ?? LONGEST_MS);
  const wanted = (fault.expected.messages ?? Number.POSITIVE_INFINITY) * profilePeak(scenario.profile);
  const ended = setInterval(() => {
    const messages = live.result.seconds.reduce((sum, { stream }) => sum + stream.messagesIn, 0);
    if (runner.users() === 0 || messages >= wanted) runner.stop('graceful');
  }, 20);
  const result = await live.done;
  clearInterval(ended);
  return result;
}

/** Two hundred connections to a server in this very process take their time: only who is never answered is waited for. */
function limitsFor({ client = {}, expected }: FaultCase): RunLimits {
  const neverAnswered = expected.code?.includes('timeout') === true && client.closeAfterMs === undefined;
  return {
    ...makePlan().limits,
    requestTimeoutMs: neverAnswered ? 500 : 10_000,
    connectTimeoutMs: 10_000,
    followRedirects: client.followRedirects ?? 0,
  };
}

function webSocketFor({ client = {} }: FaultCase, url: string, connections: number): WebSocketScenario {
  return makeWebSocket(0, {
    url,
    profile: closedProfile(connections, Number.POSITIVE_INFINITY, LONGEST_MS),
    messageRatePerConnection: 0,
    heartbeatMs: client.heartbeatMs ?? 0,
    closeTimeoutMs: client.closeTimeoutMs ?? 2_000,
    maxMessageBytes: client.maxMessageBytes ?? 1_048_576,
    perMessageDeflate: client.perMessageDeflate ?? false,
    series: { connect: 0, roundTrip: 1, ping: 2, firstMessage: 3, session: 4 },
  });
}

function sseFor({ client = {} }: FaultCase, url: string, connections: number): SseScenario {
  return makeSse(0, {
    url,
    profile: closedProfile(connections, Number.POSITIVE_INFINITY, LONGEST_MS),
    holdMs: null,
    idleTimeoutMs: client.idleTimeoutMs ?? 0,
    maxReconnects: client.maxReconnects ?? 0,
    series: { firstEvent: 0, headers: 1, gap: 2 },
  });
}
