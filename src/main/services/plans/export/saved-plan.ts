import type { RecoveryKind } from '../../../../contract/capacity-search.ts';
import { printDuration } from '../../../../contract/duration.ts';
import { fail, type Result, succeed } from '../../../../contract/failure.ts';
import { keysOf } from '../../../../contract/keys.ts';
import type { Overrides, PlanInput } from '../../../../contract/plan.ts';
import type { RunPlan } from '../../../../contract/run-plan.ts';
import type { PlanRef } from '../../../../contract/wire.ts';
import { DEFAULT_LOAD } from '../compile/compile-load.ts';
import { compilePlan } from '../compile/compile-plan.ts';
import { planOfAddress } from '../compile/resolve-plan.ts';
import { takeWatchCredentials } from '../inputs/watch-secrets.ts';
import { failureOf, readPlan } from '../text/parse-plan.ts';
import { printPlan } from '../text/print-plan.ts';
import { type ClassInput, limitsOf, watchPart, withLevels } from './written-options.ts';

/** A plan as a file that does by itself what an address and its options did. */
export interface SavedPlan {
  readonly text: string;
  /** Credentials that are not in it, by the environment variable they are read from, and what each must hold. */
  readonly needs: readonly { readonly variable: string; readonly holds: string }[];
  /** Overrides that belong to a run, not to a plan. */
  readonly left: readonly (keyof Overrides)[];
}

type Address = Extract<PlanRef, { kind: 'url' }>;
type LoadInput = NonNullable<PlanInput['load']>;

/** What a plan can say itself; the rest (threads, precision, `only`, `set`, …) is said again with each run. */
const IS_WRITTEN: Readonly<Record<keyof Overrides, boolean>> = {
  users: true,
  spawnRate: true,
  rate: true,
  arrivals: true,
  connections: true,
  messageRate: true,
  message: true,
  subscribe: true,
  reply: true,
  confirm: true,
  sse: true,
  durationMs: true,
  requests: true,
  warmupMs: true,
  timeoutMs: true,
  maxRate: true,
  maxConnections: true,
  maxDurationMs: true,
  seed: true,
  strictHttp: true,
  capacity: true,
  stopWhen: true,
  watch: true,
  threads: false,
  only: false,
  targets: false,
  values: false,
  size: false,
  precision: false,
  requireTrust: false,
};

/**
 * Writes the plan of an address with all that its options say. Credentials stay references.
 * @returns failures as for running it
 */
export function savedPlan(address: Address, typed: Overrides): Result<SavedPlan> {
  const { overrides, secrets } = takeWatchCredentials(typed);
  const written = planOfAddress(address, overrides);
  if (!written.ok) return written;
  const reading = readPlan(written.value.text);
  if (!reading.ok) return fail(failureOf(reading.problems));
  // Options that contradict each other are refused, or one of them would be lost.
  const compiled = compilePlan(reading.plan, written.value.overrides, { isOnlyRead: true });
  if (!compiled.ok) return compiled;
  const plan = reading.data as PlanInput;
  const classes = Object.fromEntries(
    Object.entries(plan.classes ?? {}).map(([name, spec]) => [name, withLevels(spec, overrides)]),
  );
  const limits = { ...plan.limits, ...limitsOf(overrides) };
  const { capacity, stopWhen } = overrides;
  // A load in users, which is what a search by rate leaves in the plan, has no arrivals; a search heeds no stop rules of its plan.
  const isOfRun = (key: keyof Overrides) => key === 'arrivals' || key === 'stopWhen';
  const isWritten = (key: keyof Overrides) => IS_WRITTEN[key] && !(isOfRun(key) && capacity !== undefined);
  const text = printPlan({
    ...plan,
    classes,
    load: loadOf(plan.load ?? {}, classes, overrides),
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(stopWhen !== undefined && isWritten('stopWhen') && { stopWhen: [...stopWhen] }),
    ...watchPart(plan, overrides),
    ...capacityOf(compiled.value.run, overrides),
  });
  const needs = Object.keys({ ...written.value.secrets, ...secrets }).map((variable) => ({
    variable,
    holds: holdsOf(variable, text),
  }));
  const left = keysOf(overrides).filter((key) => !isWritten(key));
  return succeed({ text: headed(text, needs), needs, left });
}

/** A search as its block: what it varies is written, for the plan counts users where the address counted nothing. */
function capacityOf(
  { capacity: search }: RunPlan,
  { capacity: asked }: Overrides,
): Pick<PlanInput, 'capacity'> {
  if (search === undefined || asked === undefined) return {};
  const { thoroughness, ladder } = asked;
  const [from, to, maxMs] = [asked.from ?? undefined, asked.to ?? undefined, asked.maxMs ?? undefined];
  return {
    capacity: {
      objectives: search.objectives.map(({ text }) => text),
      by: search.by,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(thoroughness !== undefined && { thoroughness }),
      ...(maxMs !== undefined && { maxTime: printDuration(maxMs) }),
      ...(ladder !== undefined && { ladder }),
      ...(asked.recovery !== undefined && { recovery: writtenRecovery(asked.recovery) }),
    },
  };
}

/** As a block of a plan says it. */
function writtenRecovery(asked: RecoveryKind): boolean | 'alone' {
  return asked === 'alone' ? asked : asked === 'after';
}

function loadOf(
  written: LoadInput,
  classes: Readonly<Record<string, ClassInput>>,
  overrides: Overrides,
): LoadInput {
  const { users, spawnRate, rate, arrivals, durationMs, requests, warmupMs, seed } = overrides;
  const asks = Object.values(classes).some(({ tasks }) => tasks !== undefined);
  const duration = durationMs === undefined ? written.duration : printDuration(durationMs);
  const warmup = warmupMs === undefined ? written.warmup : printDuration(warmupMs);
  return {
    ...(asks && rate === undefined && { users: users ?? DEFAULT_LOAD.users }),
    ...(spawnRate !== undefined && { spawnRate }),
    ...(rate !== undefined && { rate }),
    ...(arrivals !== undefined && overrides.capacity === undefined && { arrivals }),
    ...(requests === undefined
      ? { duration: duration ?? printDuration(DEFAULT_LOAD.durationMs) }
      : { iterations: requests }),
    ...(warmup !== undefined && { warmup }),
    ...(seed !== undefined && { seed }),
  };
}

/** In words: where it is sent, and in which form. */
function holdsOf(variable: string, text: string): string {
  const name = variable.replace('PLIMSOLL_SECRET_', '').toLowerCase().replaceAll('_', '-');
  const scheme = new RegExp(`\\b(Bearer|Basic) \\{\\{ secret\\.${name} `, 'i').exec(text)?.[1]?.toLowerCase();
  if (scheme === 'bearer') return 'the bearer token';
  if (scheme === 'basic') return 'the base64 of user:password';
  return name === 'cookie' ? 'the Cookie header' : `what was given as ${name}`;
}

function headed(text: string, needs: SavedPlan['needs']): string {
  if (needs.length === 0) return text;
  const lines = needs.map(({ variable, holds }) => `#   ${variable}: ${holds}`);
  return ['# Before a run, set in the environment:', ...lines, text].join('\n');
}
