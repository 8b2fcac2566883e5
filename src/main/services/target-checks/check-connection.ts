import { lookup as systemLookup } from 'node:dns';
import { connect, isIP } from 'node:net';
import { failureText } from '../../../contract/failure.ts';
import { formatMs } from '../../../contract/format.ts';
import { type Millis, microsToMillis } from '../../../contract/units.ts';
import { isLoopbackName, withBothLoopbacks } from '../../../workers/engine/connections/loopback-names.ts';
import { failureOf } from '../../../workers/engine/drivers/failure-of.ts';
import { createSystemClock } from '../../../workers/engine/time/system-clock.ts';
import type { LookupAll } from '../target/health.ts';
import { type Finding, notHere, placeOf, WITHIN_MS } from './checked-target.ts';

const clock = createSystemClock();

/** A name that takes longer than this is a slow one: the first request of each client waits for it. */
const SLOW_LOOKUP_MS: Millis = 200;
/** More addresses than this are counted, not named. */
const MAX_NAMED = 6;

interface Resolved {
  readonly finding: Finding;
  /** Empty: there is none. */
  readonly addresses: readonly string[];
}

/** Asks the system's resolver, which nothing can hurry: it is waited for no longer than the other checks. */
export async function checkName(host: string, lookup: LookupAll = systemLookup): Promise<Resolved> {
  if (isIP(host) !== 0)
    return {
      finding: notHere('The address is written as a number: no name is looked up.'),
      addresses: [host],
    };
  const startedUs = clock.nowUs();
  const found = await within<readonly string[] | Error>(
    (done) => lookup(host, { all: true }, (error, all) => done(error ?? all.map(({ address }) => address))),
    timedOut(),
  );
  const tookMs = microsToMillis(clock.nowUs() - startedUs);
  // Names of this machine are known without a resolver, as a run knows them.
  const addresses = [...new Set(withBothLoopbacks(host, found instanceof Error ? [] : found))];
  if (addresses.length === 0) {
    const error =
      found instanceof Error ? found : Object.assign(new Error('no address'), { code: 'ENODATA' });
    return { finding: failed(error, 'dns', host), addresses };
  }
  return { finding: resolved(host, addresses, tookMs), addresses };
}

function resolved(host: string, addresses: readonly string[], tookMs: Millis): Finding {
  const named = addresses.slice(0, MAX_NAMED).join(', ');
  const more = addresses.length - MAX_NAMED;
  const isSlow = tookMs > SLOW_LOOKUP_MS && !isLoopbackName(host);
  return {
    state: isSlow ? 'warn' : 'ok',
    figure: formatMs(tookMs),
    sentence: `${host} is ${named}${more > 0 ? ` and ${more} more` : ''}.`,
    ...(isSlow ? { wayOut: 'Slow: check the name servers of this machine. A run asks once.' } : {}),
  };
}

/** Connects to each address and hangs up; sends nothing. */
export async function checkConnection(
  host: string,
  addresses: readonly string[],
  port: number,
): Promise<Finding> {
  if (addresses.length === 0) return notHere('The host name has no address to connect to.');
  const tried = await Promise.all(addresses.map((address) => connectTo(address, port)));
  const open = tried.flatMap(({ tookMs }) => tookMs ?? []);
  const closed = tried.filter(({ tookMs }) => tookMs === null);
  const [first] = closed;
  if (open.length === 0) {
    const { error = timedOut(), address = host } = first ?? {};
    return failed(error, 'connect', placeOf(address, port));
  }
  const figure = formatMs(Math.min(...open));
  const places = tried.flatMap(({ address, tookMs }) =>
    tookMs === null ? [] : [`${placeOf(address, port)} in ${formatMs(tookMs)}`],
  );
  const sentence = `Accepted by ${places.slice(0, MAX_NAMED).join(', ')}.`;
  if (first === undefined) return { state: 'ok', figure, sentence };
  const why = `${closed
    .slice(0, MAX_NAMED)
    .map(({ address }) => placeOf(address, port))
    .join(', ')} did not: ${failureOf({ stage: 'connect', error: first.error }).message}`;
  // A service on this machine listens on one family more often than on both.
  if (isLoopbackName(host)) return { state: 'ok', figure, sentence: `${sentence} ${why}` };
  return {
    state: 'warn',
    figure,
    sentence: `${sentence} ${why}`,
    wayOut: 'Requests go to those that accept; clients elsewhere may choose another.',
  };
}

interface Tried {
  readonly address: string;
  /** null: it was not accepted. */
  readonly tookMs: Millis | null;
  readonly error: Error;
}

async function connectTo(address: string, port: number): Promise<Tried> {
  const startedUs = clock.nowUs();
  const socket = connect({ host: address, port });
  const error = await within<Error | null>((done) => {
    socket.once('error', done);
    socket.once('connect', () => done(null));
  }, timedOut());
  const tookMs = microsToMillis(clock.nowUs() - startedUs);
  // What goes wrong after the answer is nobody's.
  socket.on('error', () => undefined);
  socket.destroy();
  return error === null ? { address, tookMs, error: timedOut() } : { address, tookMs: null, error };
}

/** A failure of the engine, in its words. */
export function failed(error: Error, stage: 'dns' | 'connect' | 'tls', where: string): Finding {
  const failure = failureOf({ stage, error, where });
  return { state: 'failed', sentence: failureText({ ...failure, hint: '' }), wayOut: failure.hint };
}

export function timedOut(): Error {
  return Object.assign(new Error(`no answer within ${WITHIN_MS / 1_000} s`), { code: 'ETIMEDOUT' });
}

/** What `begin` hands on first, or `late` where that takes too long. */
export function within<T>(begin: (done: (value: T) => void) => void, late: T): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  const timer = setTimeout(() => resolve(late), WITHIN_MS);
  begin((value) => {
    clearTimeout(timer);
    resolve(value);
  });
  return promise;
}
