import type { IncomingHttpHeaders } from 'node:http';
import { CONTENT_SECURITY_POLICY } from '../content-policy.ts';

/**
 * Decides whether a request may be served. Any page open in the same browser can send requests to loopback; without
 * these checks one could start a load test. Pure, so every refusal is a row in a test.
 */
interface GuardedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** Name, value, name, value …, as sent: Node keeps the first of two hosts, another program the second. */
  readonly rawHeaders?: readonly string[];
  /** WebSocket upgrades and every change of state must prove their origin. */
  readonly needsOrigin: boolean;
}

/** @returns the reason for a refusal, or null where the request may pass */
export function whyRefused(request: GuardedRequest, port: number): string | null {
  const { headers, rawHeaders = [] } = request;
  if (rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length > 1)
    return 'two hosts';
  if (!allowedHosts(port).includes(headers.host ?? '')) return 'unknown host';
  const site = headers['sec-fetch-site'];
  const isOpeningThePage = request.method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
  if (site === 'cross-site' && !isOpeningThePage) return 'cross-site request';
  if (site === 'same-site' && !isOpeningThePage) return 'request from another port';
  const origin = headers.origin;
  if (origin === undefined) return request.needsOrigin ? 'no origin' : null;
  return origin === `http://${headers.host}` ? null : 'foreign origin';
}

function allowedHosts(port: number): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
}

/** Sent with every answer; mirrors the policy of the desktop window. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};
