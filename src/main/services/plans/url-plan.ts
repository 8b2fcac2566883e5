import { stringify } from 'yaml';
import { fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Overrides } from '../../../contract/plan.ts';
import { printTemplate } from '../../../workers/engine/values/template.ts';
import { checkServiceUrl } from './service-url.ts';

/** S-21: what a bare WebSocket address gets where the command says nothing. */
const WEBSOCKET_DEFAULTS = { connections: 100, messageRate: 1, duration: '5m' } as const;

/** A plan's text for a bare address, and the overrides that are left once it is written. */
export interface UrlPlan {
  readonly text: string;
  readonly overrides: Overrides;
}

/**
 * Writes the plan of `plimsoll run http(s)://…` or `ws(s)://…`. HTTP: one class of users without think time (or
 * arrivals, with a rate) on one endpoint named by its path. WebSocket: connections that measure protocol pings, or,
 * with a message, the time to the first later frame that answers it.
 */
export function planOfUrl(url: string, overrides: Overrides): Result<UrlPlan> {
  const hashless = url.split('#')[0] ?? '';
  const parsed = URL.canParse(hashless) ? new URL(hashless) : null;
  const origin = checkServiceUrl(
    parsed === null ? hashless : `${parsed.protocol}//${userOf(parsed)}${parsed.host}`,
  );
  if (parsed === null || !origin.ok) return origin.ok ? fail(notAddress(url)) : origin;
  const { message, reply, subscribe, ...rest } = overrides;
  const target = printTemplate([parsed.pathname + parsed.search]);
  const isSocket = parsed.protocol === 'ws:' || parsed.protocol === 'wss:';
  if (!isSocket) {
    if (message !== undefined || reply !== undefined || subscribe !== undefined) return fail(notForHttp());
    return succeed({ text: write(url, origin.value, httpParts(target, parsed.pathname)), overrides: rest });
  }
  if (reply !== undefined && message === undefined) return fail(replyAlone());
  const socket = {
    path: target,
    connections: WEBSOCKET_DEFAULTS.connections,
    messageRate: WEBSOCKET_DEFAULTS.messageRate,
    ...(subscribe !== undefined && { subscribe }),
    ...(message !== undefined && { message }),
    ...(reply !== undefined && { reply }),
  };
  const parts = {
    classes: { url: { service: 'target', websocket: socket } },
    load: { duration: WEBSOCKET_DEFAULTS.duration },
  };
  return succeed({ text: write(url, origin.value, parts), overrides: rest });
}

function httpParts(target: string, pathname: string): object {
  const request = { get: target, name: pathname.slice(0, 120) };
  return { classes: { url: { service: 'target', tasks: { request } } } };
}

function write(url: string, origin: string, parts: object): string {
  return stringify({ plimsoll: 1, name: url.slice(0, 200), services: { target: { url: origin } }, ...parts });
}

function userOf(url: URL): string {
  return url.username === '' && url.password === '' ? '' : 'user@';
}

function notAddress(url: string) {
  return {
    code: 'plan.bad_url',
    side: 'test',
    message: `"${url.slice(0, 100)}" is not an address`,
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

function replyAlone() {
  return {
    code: 'plan.override',
    side: 'test',
    message: '--reply says what answers a message, but there is no --message',
    hint: 'Add --message, or leave --reply out to measure protocol pings.',
  } as const;
}
