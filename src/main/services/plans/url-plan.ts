import { stringify } from 'yaml';
import { printDuration } from '../../../contract/duration.ts';
import { fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Overrides } from '../../../contract/plan.ts';
import { hideInAddresses } from '../../../contract/token-shape.ts';
import type { Millis } from '../../../contract/units.ts';
import { printTemplate } from '../../../workers/engine/values/template.ts';
import { DEFAULT_LOAD } from './compile-load.ts';
import { checkServiceUrl } from './service-url.ts';
import { errorRateOfEndpoints, errorRateOfService } from './usual-error-rate.ts';

/** S-21: what a bare WebSocket or event-stream address gets where the command says nothing. */
const STREAM_DEFAULTS = { connections: 100, messageRate: 1, duration: '5m' } as const;

/** A connection that is broken off in use belongs to no endpoint by itself, but fails its service. */
const STREAM_THRESHOLDS = [errorRateOfEndpoints('target'), errorRateOfService('target')];

/** A plan's text for a bare address, and the overrides that are left once it is written. */
export interface UrlPlan {
  readonly text: string;
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
export function planOfUrl(url: string, overrides: Overrides): Result<UrlPlan> {
  const hashless = url.split('#')[0] ?? '';
  const parsed = URL.canParse(hashless) ? new URL(hashless) : null;
  const origin = checkServiceUrl(
    parsed === null ? hashless : `${parsed.protocol}//${userOf(parsed)}${parsed.host}`,
  );
  if (parsed === null || !origin.ok) return origin.ok ? fail(notAddress(url)) : origin;
  const { message, reply, subscribe, sse, ...rest } = overrides;
  const target = printTemplate([parsed.pathname + parsed.search]);
  const isSocket = parsed.protocol === 'ws:' || parsed.protocol === 'wss:';
  if (isSocket && sse === true) return fail(notForSockets());
  const name = nameOf(parsed);
  if (isSocket) {
    if (reply !== undefined && message === undefined) return fail(replyAlone());
    const parts = socketParts(target, { message, reply, subscribe });
    return succeed({ text: write(name, origin.value, parts), overrides: rest });
  }
  if (message !== undefined || reply !== undefined || subscribe !== undefined) return fail(notForHttp());
  const inPeople = overrides.users !== undefined || overrides.rate !== undefined;
  const isStream = sse ?? (overrides.connections !== undefined && !inPeople);
  const parts = isStream ? eventParts(target) : httpParts(target, parsed.pathname, overrides);
  return succeed({ text: write(name, origin.value, parts), overrides: rest });
}

function socketParts(
  target: string,
  { message, reply, subscribe }: Pick<Overrides, 'message' | 'reply' | 'subscribe'>,
): object {
  const websocket = {
    path: target,
    connections: STREAM_DEFAULTS.connections,
    messageRate: STREAM_DEFAULTS.messageRate,
    ...(subscribe !== undefined && { subscribe }),
    ...(message !== undefined && { message }),
    ...(reply !== undefined && { reply }),
  };
  return {
    classes: { url: { service: 'target', websocket } },
    load: { duration: STREAM_DEFAULTS.duration },
    thresholds: STREAM_THRESHOLDS,
  };
}

function eventParts(target: string): object {
  const sse = { path: target, streams: STREAM_DEFAULTS.connections };
  return {
    classes: { url: { service: 'target', sse } },
    load: { duration: STREAM_DEFAULTS.duration },
    thresholds: STREAM_THRESHOLDS,
  };
}

function httpParts(target: string, pathname: string, overrides: Overrides): object {
  const request = { get: target, name: hideInAddresses(pathname).slice(0, 120) };
  const duration = overrides.durationMs ?? DEFAULT_LOAD.durationMs;
  const warmup = usualWarmupMs(duration);
  const load = { duration: printDuration(duration), warmup: printDuration(warmup) };
  return {
    classes: { url: { service: 'target', tasks: { request } } },
    ...(warmup > 0 && { load }),
    thresholds: [errorRateOfEndpoints('target')],
  };
}

/**
 * Warm-up of a bare http address that the command leaves to the plan: a tenth of the run in whole seconds, but no more
 * than two. Runs of less than ten seconds have none, and streams never: nearly all of what is to be seen of them happens
 * once per connection.
 */
export function usualWarmupMs(durationMs: Millis): Millis {
  return Math.min(Math.floor(durationMs / 10_000) * 1_000, 2_000);
}

function write(name: string, origin: string, parts: object): string {
  return stringify({ plimsoll: 1, name, services: { target: { url: origin } }, ...parts });
}

/** Host and path: a run is listed and its files are called by it, and a query may hold what nobody is to see. */
function nameOf({ host, pathname }: URL): string {
  return hideInAddresses(`${host}${pathname}`).slice(0, 200);
}

function userOf(url: URL): string {
  return url.username === '' && url.password === '' ? '' : 'user@';
}

function shown(url: string): string {
  return hideInAddresses(url).slice(0, 100);
}

function notAddress(url: string) {
  return {
    code: 'plan.bad_url',
    side: 'test',
    message: `"${shown(url)}" is not an address`,
    hint: 'Write one such as http://localhost:8000/path or ws://localhost:8001/ws.',
  } as const;
}

function notForHttp() {
  return {
    code: 'plan.override',
    side: 'test',
    message: '--message, --reply and --subscribe cannot be used here: they are for a ws:// address',
    hint: 'Write a plan file to send bodies over HTTP.',
  } as const;
}

function notForSockets() {
  return {
    code: 'plan.override',
    side: 'test',
    message: '--sse cannot be used here: a ws:// address is a WebSocket',
    hint: 'Event streams have an http:// address.',
  } as const;
}

function replyAlone() {
  return {
    code: 'plan.override',
    side: 'test',
    message: '--reply says what answers a message, but there is no --message',
    hint: 'Add --message, or leave --reply out to measure protocol pings.',
  } as const;
}
