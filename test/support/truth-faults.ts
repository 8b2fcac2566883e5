import type { ClassSpec, PlanInput } from '../../src/contract/plan.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import { FAULT_TIMEOUT_MS, rightCodes } from './engine-fault.ts';
import { FAULTS } from './fault-server.ts';
import type { FaultCase } from './faults/fault-case.ts';
import { truthPlan } from './truth-plan.ts';
import { codesOf, type TruthRun, totalsOf } from './truth-run.ts';

/** HTTP faults that need nothing taken away from the machine and no resolver of the test's own. */
export const PLAIN_FAULTS: readonly FaultCase[] = FAULTS.filter(
  ({ protocol, isolation, needsLookup }) =>
    protocol === 'http' && isolation === undefined && needsLookup === undefined,
);

/** A plan's text may have a million characters. Bodies of megabytes are sent by the fault's test alone. */
const MAX_SENT_BYTES = 500_000;

type ClassInput = PlanInput['classes'] extends Record<string, infer Input> | undefined ? Input : never;

/** How a class of a fault loads: users who ask once each, or arrivals. */
export type FaultLoad = Pick<ClassInput, 'users' | 'iterations' | 'load' | 'startAfter' | 'connections'>;

/** A fault under way, and the class that asks it. */
export interface FaultClass {
  readonly fault: FaultCase;
  readonly url: string;
  readonly load: FaultLoad;
}

export interface FaultPlanOptions {
  /** A service without a fault, and its load, beside them. */
  readonly healthy?: { readonly url: string; readonly load: FaultLoad };
  readonly durationMs: number;
  /** For all faults at once: how much of a body is read. */
  readonly maxBodyBytes: number;
  /** Deadline of what is to miss it; everything else has twenty times as long. Default 900. */
  readonly timeoutMs?: number;
}

/** One plan of a class for each fault, compiled as a user's would be; each class is a service and series of its own. */
export function faultsPlan(classes: readonly FaultClass[], options: FaultPlanOptions): RunPlan {
  const { healthy, durationMs, maxBodyBytes, timeoutMs = FAULT_TIMEOUT_MS } = options;
  const services: PlanInput['services'] = {};
  const inputs: Record<string, ClassInput> = {};
  for (const { fault, url, load } of classes) {
    services[fault.id] = { url: new URL(url).origin };
    inputs[fault.id] = { service: fault.id, tasks: taskOf(fault, url, timeoutMs), ...load };
  }
  if (healthy !== undefined) {
    services.healthy = { url: new URL(healthy.url).origin };
    inputs.healthy = { service: 'healthy', tasks: { healthy: { get: '/' } }, ...healthy.load };
  }
  return truthPlan({
    services,
    classes: inputs,
    load: { duration: durationMs / 1_000 },
    limits: {
      connectTimeout: `${classes.some(({ fault }) => isSlowToConnect(fault)) ? timeoutMs / 1.5 : 20 * timeoutMs}ms`,
      timeout: `${timeoutMs}ms`,
      followRedirects: Math.max(0, ...classes.map(({ fault }) => fault.client?.followRedirects ?? 0)),
      maxHeaderBytes: 16 * 1_024,
      maxBodyBytes,
      maxInFlight: 100_000,
    },
  });
}

function taskOf(fault: FaultCase, url: string, timeoutMs: number): NonNullable<ClassSpec['tasks']> {
  const { pathname, search } = new URL(url);
  const { method = 'get', requestBodyBytes, requests = 1 } = fault.client ?? {};
  // On a crowded machine, what is not to be late must not be called late.
  const deadlineMs = fault.expected.code?.includes('timeout') === true ? timeoutMs : 20 * timeoutMs;
  const step = {
    [method.toLowerCase()]: pathname + search,
    name: fault.id,
    timeout: `${deadlineMs}ms`,
    ...(requestBodyBytes !== undefined && {
      body: { text: 'x'.repeat(Math.min(requestBodyBytes, MAX_SENT_BYTES)) },
    }),
    // A body is decoded only where somebody wants to read it.
    ...(/gzip/.test(fault.name) && { checks: [{ contains: 'x' }] }),
  };
  return { [fault.id]: { steps: new Array(requests).fill(step) } } as NonNullable<ClassSpec['tasks']>;
}

function isSlowToConnect({ expected }: FaultCase): boolean {
  return expected.code === 'connect.timeout' || expected.code === 'tls.handshake_timeout';
}

/** What a class of a fault met. */
export interface FaultOutcome {
  readonly fault: FaultCase;
  readonly sent: number;
  readonly ok: number;
  readonly codes: Readonly<Record<string, number>>;
  /** What is not as the catalogue has it, in sentences. */
  readonly wrong: readonly string[];
}

/** Holds what came of a fault against its row. */
export function outcomeOf(run: TruthRun, fault: FaultCase): FaultOutcome {
  const series = run.plan.series.findIndex(({ service }) => service === fault.id);
  const { sent, ok, errors, inFlight } = totalsOf(run.seconds, series);
  const codes = codesOf(run.seconds, series);
  const right = rightCodes(fault);
  // Where a fault needs several requests, those before it succeed.
  const mayAnswer = right.includes('') || (fault.client?.requests ?? 1) > 1;
  const wrong = Object.keys(codes)
    .filter((code) => !right.includes(code))
    .map((code) => `${code} ${codes[code]} times`);
  if (ok > 0 && !mayAnswer) wrong.push(`answered ${ok} times`);
  if (sent === 0 || sent !== ok + errors + inFlight) wrong.push(`${sent} sent, ${ok} ok, ${errors} errors`);
  for (const { failure, series: of } of run.seconds.flatMap(({ failures }) => failures)) {
    if (of !== series || failure.code !== fault.expected.code || failure.side === fault.expected.side)
      continue;
    wrong.push(`${failure.code} on the side ${failure.side}`);
  }
  return { fault, sent, ok, codes, wrong };
}
