import type { AddressRequest } from '../../../../contract/address-request.ts';
import { printDuration } from '../../../../contract/duration.ts';
import { fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { Overrides } from '../../../../contract/plan.ts';
import { hideInAddresses } from '../../../../contract/token-shape.ts';
import type { Millis } from '../../../../contract/units.ts';
import { errorRateOfEndpoints, errorRateOfService } from '../check/usual-error-rate.ts';
import { DEFAULT_LOAD } from '../compile/compile-load.ts';
import { checkServiceUrl } from '../compile/service-url.ts';
import type { ImportedPlan } from '../import/imported-plan.ts';
import { PlanDraft } from '../import/plan-draft.ts';
import { printUnfolded } from '../text/print-plan.ts';
import { type AddressStep, addressStep, limitsOf } from './address-step.ts';

/** S-21: what a bare WebSocket or event-stream address gets where the command says nothing. */
const STREAM_DEFAULTS = { connections: 100, messageRate: 1, duration: '5m' } as const;

/** A connection that is lost while in use belongs to no endpoint by itself, but fails its service. */
const STREAM_THRESHOLDS = [errorRateOfEndpoints('target'), errorRateOfService('target')];

/** A plan's text for a bare address, the credentials taken out of it, and the overrides that are left once it is written. */
export interface UrlPlan extends ImportedPlan {
  readonly overrides: Overrides;
}

/**
 * Writes the plan of `plimsoll run http(s)://…` or `ws(s)://…`. HTTP: one class of users without think time (or
 * arrivals, with a rate) on one endpoint named by its path. WebSocket: connections that measure protocol pings, or,
 * with a message, the time to the first later frame that answers it.
 *
 * Nothing about an address says that an event stream lies behind it, and nobody is asked before the run: an http
 * address is read as event streams where the command says `sse`, or counts its load in connections.
 */
export function planOfUrl(url: string, overrides: Overrides, request: AddressRequest = {}): Result<UrlPlan> {
  const address = readAddress(url);
  if (!address.ok) return address;
  const { parsed, origin } = address.value;
  const draft = new PlanDraft();
  const step = addressStep(parsed, request, draft);
  if (!step.ok) return step;
  const parts = partsOf(parsed, step.value, { request, overrides });
  if (!parts.ok) return parts;
  // What is not in the plan that was written.
  const { message: _m, reply: _r, subscribe: _s, sse: _e, ...left } = overrides;
  const users = usersAsConnections(parsed, overrides);
  if (users !== null) draft.note(users);
  return succeed({
    ...draft.found,
    text: printUnfolded({
      plimsoll: 1,
      // A run is listed and its files are called by it, and a query may hold what nobody is to see.
      name: hideInAddresses(`${parsed.host}${parsed.pathname}`).slice(0, 200),
      services: { target: { url: origin } },
      ...parts.value,
      ...limitsOf([request]),
    }),
    overrides: left,
  });
}

/** An address that can be loaded, without its fragment, and the origin it is at. */
export function readAddress(url: string): Result<{ readonly parsed: URL; readonly origin: string }> {
  const hashless = url.split('#')[0] ?? '';
  const parsed = URL.canParse(hashless) ? new URL(hashless) : null;
  if (parsed !== null && parsed.username + parsed.password !== '') return fail(holdsUser(parsed));
  const origin = checkServiceUrl(parsed === null ? hashless : `${parsed.protocol}//${parsed.host}`);
  if (parsed === null || !origin.ok) {
    const message = `"${shown(url)}" is not an address`;
    const hint = 'Write one such as http://localhost:8000/path or ws://localhost:8001/ws.';
    return origin.ok ? fail(testFailure('plan.bad_url', message, hint)) : origin;
  }
  return succeed({ parsed, origin: origin.value });
}

function partsOf(
  { protocol, pathname }: URL,
  step: AddressStep,
  { request, overrides }: { readonly request: AddressRequest; readonly overrides: Overrides },
): Result<object> {
  const { message, reply, subscribe, sse } = overrides;
  const isSocket = protocol === 'ws:' || protocol === 'wss:';
  if (isSocket && sse === true) return fail(NOT_FOR_SOCKETS);
  const inPeople = overrides.users !== undefined || overrides.rate !== undefined;
  const inConnections = overrides.connections !== undefined || overrides.capacity?.by === 'connections';
  const isStream = isSocket || (sse ?? (inConnections && !inPeople));
  const stray = isStream ? requestPartIn(request) : null;
  if (stray !== null) return fail(notForStreams(stray, isSocket ? 'a WebSocket' : 'an event stream'));
  if (isSocket) {
    if (reply !== undefined && message === undefined) return fail(REPLY_ALONE);
    return succeed(socketParts(step, { message, reply, subscribe }));
  }
  if (message !== undefined || reply !== undefined || subscribe !== undefined) return fail(NOT_FOR_HTTP);
  if (!isStream) return succeed(httpParts(step, pathname, overrides));
  const events = { path: step.path, streams: STREAM_DEFAULTS.connections };
  return succeed(streamParts(step.headers, { sse: events }));
}

/** Said where users were asked for and connections are opened; null: nothing to say. */
function usersAsConnections({ protocol }: URL, { users, connections }: Overrides): string | null {
  const isSocket = protocol === 'ws:' || protocol === 'wss:';
  if (!isSocket || users === undefined || connections !== undefined) return null;
  return `A WebSocket address has no users: ${users} is read as ${users} ${users === 1 ? 'connection' : 'connections'} that stay open (--connections).`;
}

/** What only a request has, by the name it goes by everywhere; null: there is nothing of the kind. */
function requestPartIn({ method, body, expect, checks }: AddressRequest): string | null {
  if (method !== undefined && method !== 'get') return 'a method';
  if (body !== undefined) return 'a body';
  if (expect !== undefined) return 'expected statuses';
  return checks === undefined ? null : 'checks';
}

function socketParts(
  { path, headers }: AddressStep,
  { message, reply, subscribe }: Pick<Overrides, 'message' | 'reply' | 'subscribe'>,
): object {
  const websocket = {
    path,
    connections: STREAM_DEFAULTS.connections,
    messageRate: STREAM_DEFAULTS.messageRate,
    ...(subscribe !== undefined && { subscribe }),
    ...(message !== undefined && { message }),
    ...(reply !== undefined && { reply }),
  };
  return streamParts(headers, { websocket });
}

function streamParts(headers: AddressStep['headers'], stream: object): object {
  return {
    classes: { url: { service: 'target', ...headersPart(headers), ...stream } },
    load: { duration: STREAM_DEFAULTS.duration },
    thresholds: STREAM_THRESHOLDS,
  };
}

function headersPart(headers: AddressStep['headers']): { headers?: AddressStep['headers'] } {
  return Object.keys(headers).length === 0 ? {} : { headers };
}

function httpParts(
  { method, path, headers, rest }: AddressStep,
  pathname: string,
  overrides: Overrides,
): object {
  const name = hideInAddresses(pathname).slice(0, 120);
  const request = { [method]: path, name, ...headersPart(headers), ...rest };
  return {
    classes: { url: { service: 'target', tasks: { request } } },
    ...loadOfRequests(overrides),
    thresholds: [errorRateOfEndpoints('target')],
  };
}

/** The load that the plan of an http address has itself, so that the run can be started again from its text. */
export function loadOfRequests({ durationMs, requests }: Overrides): { readonly load?: object } {
  if (requests !== undefined) return { load: { iterations: requests } };
  const duration = durationMs ?? DEFAULT_LOAD.durationMs;
  const warmup = usualWarmupMs(duration);
  return warmup === 0 ? {} : { load: { duration: printDuration(duration), warmup: printDuration(warmup) } };
}

/**
 * Warm-up of a bare http address that the command leaves to the plan: a tenth of the run in whole seconds, but no more
 * than two. Runs of less than ten seconds have none, and streams never: nearly all of what is to be seen of them happens
 * once per connection.
 */
function usualWarmupMs(durationMs: Millis): Millis {
  return Math.min(Math.floor(durationMs / 10_000) * 1_000, 2_000);
}

function shown(url: string): string {
  return hideInAddresses(url).slice(0, 100);
}

function holdsUser({ protocol, host, pathname }: URL) {
  return testFailure(
    'plan.bad_url',
    `"${shown(`${protocol}//…@${host}${pathname}`)}" holds a user name or password`,
    'Leave them out of the address and give them as --basic user:password.',
  );
}

const NOT_FOR_HTTP = testFailure(
  'plan.override',
  '--message, --reply and --subscribe cannot be used here: they are for a ws:// address',
  'Send a body over HTTP with --data or --json-body.',
);

function notForStreams(what: string, stream: string) {
  return testFailure(
    'plan.request',
    `${stream} has no request with ${what}`,
    'Headers and credentials are sent with it; leave the rest out, or load the address with requests.',
  );
}

const NOT_FOR_SOCKETS = testFailure(
  'plan.override',
  '--sse cannot be used here: a ws:// address is a WebSocket',
  'Event streams have an http:// address.',
);

const REPLY_ALONE = testFailure(
  'plan.override',
  '--reply says which frame answers a message, but there is no --message',
  'Add --message, or leave --reply out to measure protocol pings.',
);
