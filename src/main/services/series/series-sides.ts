import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Overrides } from '../../../contract/plan.ts';
import type { RunPlan } from '../../../contract/run-plan.ts';
import type { Side } from '../../../contract/series-verdict.ts';
import { hiddenAs } from '../../../contract/token-shape.ts';
import type { SeriesSideRecord } from '../../storage/series-record.ts';
import type { StartRun } from '../app-port.ts';
import { secretsOfRun } from '../plans/inputs/run-secrets.ts';
import type { ReadyRun } from '../runs/preflight.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { createRunRedactor } from '../secrets/run-redactor.ts';
import { NO_REQUESTS_IN_COMMON, otherClock, secretsGone } from './series-failures.ts';

/** What a side runs in this process. */
export interface LiveSide {
  /** As it is started: with what is not stored. */
  readonly run: StartRun;
  /** Its first run, as it was asked for: credentials that came with it are taken out and remembered then. Absent: as `run`. */
  readonly first?: StartRun;
  readonly record: SeriesSideRecord;
}

export type LiveSides = ReadonlyMap<Side, LiveSide>;

/** A side as its pre-flight has found it. */
export interface CheckedSide extends LiveSide {
  readonly plan: RunPlan;
}

/**
 * What is run again and again is the plan as it was resolved once: what is edited meanwhile does not change the series. What
 * is stored of it holds no credentials.
 */
export function checkedSide(
  asked: StartRun & { readonly label?: string | undefined },
  { resolved, overrides, inputs }: ReadyRun,
  known: Pick<KnownSecrets, 'add'>,
): CheckedSide {
  const { plan, source, text, name } = resolved;
  const secrets = secretsOfRun({ plan, source, overrides, inputs });
  known.add(secrets);
  const { label = name, onSamples = false, planFolder = null, ...run } = asked;
  const left = againOverrides(onSamples ? withTargets(overrides, asked.overrides?.targets) : overrides);
  const record = createRunRedactor(secrets, plan).written({
    label,
    planName: name,
    planText: text,
    overrides: left,
    onSamples,
    plannedMs: plan.durationMs,
    planFolder,
    planId: asked.plan.kind === 'stored' ? asked.plan.planId : null,
  });
  const started = {
    ...run,
    plan: { kind: 'text' as const, text },
    overrides: left,
    onSamples,
    ...(planFolder === null ? {} : { planFolder }),
  };
  const { label: _label, ...first } = asked;
  return { run: started, first, record, plan };
}

/** What was changed about the plan, without what the text of an address's plan holds itself by now. */
function againOverrides(overrides: Overrides): Overrides {
  const { requests: _r, message: _m, subscribe: _s, sse: _e, ...rest } = overrides;
  return rest;
}

/** The sample services may have other ports when they are next asked. */
function withTargets({ targets: _, ...overrides }: Overrides, asked: Overrides['targets']): Overrides {
  return asked === undefined ? overrides : { ...overrides, targets: asked };
}

/** Why the sides make no series; null: they do. */
export function whyNoSeries(sides: readonly CheckedSide[]): Failure | null {
  const [a, b] = sides;
  if (a === undefined || b === undefined) return null;
  const keyOf = ({ service, endpoint }: RunPlan['series'][number]) => `${service}\n${endpoint}`;
  const clocks = new Map(a.plan.series.map((series) => [keyOf(series), series.clock]));
  const common = b.plan.series.filter((series) => clocks.has(keyOf(series)));
  if (common.length === 0) return NO_REQUESTS_IN_COMMON;
  const other = common.find((series) => series.clock !== clocks.get(keyOf(series)));
  return other === undefined ? null : otherClock([clocks.get(keyOf(other)) ?? 'actual', other.clock]);
}

/**
 * A stored side as it is run again by another process.
 * @param values in the place of those that are not stored
 * @returns failure `series.secret_values` where one of those is missing
 */
export function sideAgain(
  side: Side,
  record: SeriesSideRecord,
  values: Readonly<Record<string, string>>,
): Result<LiveSide> {
  const { planText, overrides, onSamples, planFolder } = record;
  const known = Object.entries(overrides.values ?? {});
  const missing = known.filter(([name, text]) => text === hiddenAs(name) && values[name] === undefined);
  if (missing.length > 0)
    return fail(
      secretsGone(
        side,
        missing.map(([name]) => name),
      ),
    );
  const given = known.map(([name, text]): [string, string] => [name, values[name] ?? text]);
  return succeed({
    record,
    run: {
      plan: { kind: 'text', text: planText },
      overrides: { ...overrides, ...(given.length > 0 && { values: Object.fromEntries(given) }) },
      onSamples,
      ...(planFolder === null ? {} : { planFolder }),
    },
  });
}
