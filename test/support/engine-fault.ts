import { setDefaultCACertificates } from 'node:tls';
import type { HttpScenario, HttpStep, RunPlan } from '../../src/contract/run-plan.ts';
import type { Resolve } from '../../src/workers/engine/connections/address-book.ts';
import { httpPlan, httpStep } from './engine-plan.ts';
import { type EngineRun, runHere } from './engine-run.ts';
import type { FaultCase, FaultTarget } from './faults/fault-case.ts';

/** Long enough for a busy machine to answer in, short enough for 60 cases that never do. */
export const FAULT_TIMEOUT_MS = 900;

/** The setting is the process's; cases may overlap. */
const trusted: string[] = [];

/** Right answers of this client where the catalogue knows several, or another name for the same. */
const ALSO_RIGHT: Readonly<Record<string, readonly string[]>> = {
  // 401 and 403 are one category of their own.
  'http.401': ['auth.rejected'],
  'http.403': ['auth.rejected'],
};
const ALSO_RIGHT_FOR: Readonly<Record<string, readonly string[]>> = {
  // Two lengths contradict each other before they are malformed.
  'X-two-lengths': ['protocol.length_mismatch'],
};

/** Codes a run against this fault may end with; '' for a success. */
export function rightCodes({ id, expected }: FaultCase): string[] {
  const codes = [expected.code, ...(expected.alternatives ?? [])].map((code) => code ?? '');
  return [...codes, ...codes.flatMap((code) => ALSO_RIGHT[code] ?? []), ...(ALSO_RIGHT_FOR[id] ?? [])];
}

/** Fires at a fault and says what came of it; `users` at once, as often as the case asks. */
export async function fireAtFault(
  fault: FaultCase,
  target: Pick<FaultTarget, 'url' | 'ca' | 'lookup' | 'act'>,
  users = fault.client?.concurrent ?? 1,
): Promise<EngineRun> {
  if (target.ca !== undefined && !trusted.includes(target.ca)) trusted.push(target.ca);
  if (target.ca !== undefined) setDefaultCACertificates(trusted);
  const { lookup, act } = target;
  return runHere(faultPlan(fault, target.url, users), {
    ...(lookup === undefined ? {} : { resolve: resolveBy(lookup) }),
    meanwhile: async () => act?.(),
  });
}

export function faultPlan(fault: FaultCase, url: string, users: number): RunPlan {
  const client = fault.client ?? {};
  const { hostname, port, protocol, pathname, search } = new URL(url);
  const base = `${protocol}//${hostname}${port === '' ? '' : `:${port}`}`;
  const scenario: Partial<HttpScenario> = {
    connections: 'per-user',
    iterations: 1,
    tasks: [{ name: 'fault', weight: 1, steps: stepsOf(fault, `${pathname}${search}`, users) }],
  };
  return httpPlan({
    url: base,
    profile: { model: 'closed', segments: [{ durationMs: 20_000, from: users, to: users }] },
    scenario,
    limits: {
      connectTimeoutMs: 600,
      followRedirects: client.followRedirects ?? 0,
      allowedHosts: client.allowedHosts ?? [],
      ...(client.maxBodyBytes === undefined ? {} : { maxBodyBytes: client.maxBodyBytes }),
      ...(client.strictHttp === undefined ? {} : { strictHttp: client.strictHttp }),
      ...(client.maxHeaderBytes === undefined ? {} : { maxHeaderBytes: client.maxHeaderBytes }),
    },
  });
}

function stepsOf(fault: FaultCase, path: string, users: number): HttpStep[] {
  const { method = 'get', requestBodyBytes, requests = 1 } = fault.client ?? {};
  const body = requestBodyBytes === undefined ? null : { text: 'x'.repeat(requestBodyBytes) };
  // Megabytes times hundreds of users take their time on two cores; the limit is what is to be met, not the deadline.
  const large = users > 1 && fault.expected.code?.startsWith('limit.') === true;
  const timeoutMs = large ? 10 * FAULT_TIMEOUT_MS : FAULT_TIMEOUT_MS;
  return Array.from({ length: requests }, (_, index) => {
    // The server counts its answers over all connections: with several users no one knows which is whose.
    const expected = users === 1 ? fault.expected.bodies?.[index] : undefined;
    const checks = expected === undefined || expected === '' ? [] : [{ contains: expected }];
    return httpStep({ method, path, body, checks, timeoutMs });
  });
}

function resolveBy(lookup: NonNullable<FaultTarget['lookup']>): Resolve {
  return (host) =>
    new Promise((resolve, reject) => {
      lookup(host, { all: true }, (error, found) => {
        if (error !== null) reject(error);
        else resolve(typeof found === 'string' ? [found] : found.map(({ address }) => address));
      });
    });
}
