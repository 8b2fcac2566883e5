import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { printDuration } from '../../../contract/duration.ts';
import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import { entriesOf } from '../../../contract/keys.ts';
import type { Overrides } from '../../../contract/plan.ts';
import { OPEN_LOOKS } from '../../../contract/run-series.ts';
import { SERIES_FIGURES, type SeriesCellKey } from '../../../contract/series-verdict.ts';
import { hideInAddresses } from '../../../contract/token-shape.ts';
import type { PlanRef } from '../../../contract/wire.ts';
import type { App, StartSeries } from '../../services/app-port.ts';
import { type AskedFlags, askedPlan } from './asked-plan.ts';
import { type Flags, misuse, optionName, usage, wholeOption } from './option-values.ts';
import { durationOf, overridesOf, type RunFlags } from './run-options.ts';

export type SeriesFlags = Flags<
  'repeat' | 'against' | 'pause' | 'discard' | 'primary' | 'minChange',
  never,
  'declared'
>;

/** Runs per side of a series of two sides where nobody says how many: the first look. */
const USUAL_RUNS = 4;
const MAX_RUNS = 100;

/** Whether the options of a run ask for a series. */
export function asksForSeries({ repeat, against }: SeriesFlags): boolean {
  return repeat !== undefined || against !== undefined;
}

/** What is to be known of the rule before its runs are taken; null: nothing. */
export function ruleNote({ looks, runsPerSide }: SeriesRule, sides: 1 | 2): string | null {
  const isLook = OPEN_LOOKS.some((look) => look === runsPerSide);
  if (sides === 1 || looks === 'declared' || isLook) return null;
  const at = `${OPEN_LOOKS.slice(0, -1).join(', ')} and ${OPEN_LOOKS.at(-1)}`;
  return `Verdicts are given at ${at} runs a side, not at ${runsPerSide}; --declared gives one there.`;
}

/** An option of a series where none is asked for; null: there is none. */
export function idleSeriesOption(flags: SeriesFlags): Failure | null {
  if (asksForSeries(flags)) return null;
  const idle = (['pause', 'discard', 'primary', 'minChange', 'declared'] as const).find(
    (key) => flags[key] !== undefined,
  );
  return idle === undefined
    ? null
    : usage(`${optionName(idle)} is of a series of runs.`, 'Ask for one: --repeat 4, or --against OTHER.');
}

type SeriesRule = Pick<
  StartSeries,
  'runsPerSide' | 'pauseMs' | 'discard' | 'looks' | 'primary' | 'minChangePercent'
>;

/** How its runs are taken and judged. One run a side is refused by the start. */
export function seriesRuleOf(flags: SeriesFlags): Result<SeriesRule> {
  const { repeat = String(USUAL_RUNS), declared = false } = flags;
  if (declared && flags.repeat === undefined)
    return misuse(
      '--declared says that --repeat is the number of runs at which the verdict is given.',
      'Add --repeat 5.',
    );
  const runs = wholeOption('repeat', repeat, { least: 1, most: MAX_RUNS });
  if (!runs.ok) return runs;
  const pause = durationOf('pause', flags.pause ?? '0s');
  if (!pause.ok) return pause;
  const discard = wholeOption('discard', flags.discard ?? '0', { most: 10 });
  if (!discard.ok) return discard;
  const change = shareOf(flags.minChange ?? '3%');
  if (!change.ok) return change;
  const primary = primaryOf(flags.primary);
  if (!primary.ok) return primary;
  return succeed({
    runsPerSide: runs.value,
    pauseMs: pause.value,
    discard: discard.value,
    looks: declared ? 'declared' : 'open',
    minChangePercent: change.value,
    ...(primary.value === null ? {} : { primary: primary.value }),
  });
}

function shareOf(text: string): Result<number> {
  const percent = Number(/^\+?(\d+\.?\d*|\.\d+)\s*%?$/.exec(text.trim())?.[1]);
  if (percent > 0 && percent <= 100) return succeed(percent);
  return misuse(`--min-change ${text} is not a share up to 100%.`, 'For example: --min-change 3%.');
}

/** `gateway.list p95`. */
function primaryOf(text: string | undefined): Result<SeriesCellKey | null> {
  if (text === undefined) return succeed(null);
  const [, service, endpoint, word] = /^([^.\s]+)[.\s](.+)\s(\S+)$/.exec(text.trim()) ?? [];
  const figure = Object.entries(SERIES_FIGURES).find(
    ([name, { word: said }]) => name === word || said === word,
  )?.[0];
  if (service !== undefined && endpoint !== undefined && isFigure(figure))
    return succeed({ service, endpoint: endpoint.trim(), figure });
  const figures = Object.keys(SERIES_FIGURES).join(', ');
  return misuse(
    `--primary ${text} does not name a figure of an endpoint.`,
    `For example: --primary "gateway.list p95". Figures are ${figures}.`,
  );
}

function isFigure(name: string | undefined): name is keyof typeof SERIES_FIGURES {
  return name !== undefined && Object.hasOwn(SERIES_FIGURES, name);
}

/** Side A: what the command line names without `--against`. */
interface NamedSide {
  readonly word: string | undefined;
  readonly plan: PlanRef;
  readonly overrides: Overrides;
  readonly planFolder: string | undefined;
}

type Side = StartSeries['a'];

/** Both sides of `--against`, or the one that is repeated. */
export async function seriesSides(
  app: App,
  named: NamedSide,
  flags: AskedFlags & SeriesFlags,
): Promise<Result<Pick<StartSeries, 'a' | 'b'>>> {
  const { plan, overrides, planFolder } = named;
  const a: Side = { plan, overrides, ...(planFolder === undefined ? {} : { planFolder }) };
  const { against } = flags;
  if (against === undefined) return succeed({ a });
  const cut = against.indexOf('=');
  const isPair = cut > 0 && !/[/:]/.test(against.slice(0, cut));
  if (isPair) return againstPair(app, a, [against.slice(0, cut), against.slice(cut + 1)]);
  if (against.includes('://')) return againstAddress(app, a, against, flags);
  return againstWord(app, a, against, flags);
}

/** Options of a run that two sides may differ by. */
const SETTINGS = {
  users: 'users',
  'spawn-rate': 'spawnRate',
  rate: 'rate',
  arrivals: 'arrivals',
  connections: 'connections',
  'message-rate': 'messageRate',
  duration: 'duration',
  warmup: 'warmup',
  timeout: 'timeout',
  threads: 'threads',
  size: 'size',
  seed: 'seed',
  precision: 'precision',
} as const satisfies Readonly<Record<string, keyof RunFlags>>;

/** `users=200`, `gateway=http://…`, `gateway=staging`, or a value of the plan. */
async function againstPair(
  app: App,
  a: Side,
  [name, text]: readonly [string, string],
): Promise<Result<Pick<StartSeries, 'a' | 'b'>>> {
  const { plan, overrides = {} } = a;
  const setting = entriesOf(SETTINGS).find(([word]) => word === name);
  if (setting !== undefined) {
    const [, key] = setting;
    const changed = overridesOf({ [key]: text });
    if (!changed.ok) return changed;
    const before = Object.keys(changed.value).map((changedKey) => {
      const known = Object.entries(overrides).find(([one]) => one === changedKey);
      return known === undefined ? 'as planned' : settingText(known[1], text);
    });
    return succeed({
      a: { ...a, label: `${name} ${before.join(' ')}` },
      b: { ...a, label: `${name} ${text}`, overrides: { ...overrides, ...changed.value } },
    });
  }
  const described = await app.handlers['plans.describe']({ plan, overrides });
  if (!described.ok) return described;
  const target = described.value.targets.find(({ service }) => service === name);
  if (target !== undefined) {
    const targets = { ...overrides.targets, [name]: text };
    return succeed({
      a: { ...a, label: hideInAddresses(target.url) },
      b: { ...a, label: hideInAddresses(text), overrides: { ...overrides, targets } },
    });
  }
  const values = { ...overrides.values, [name]: text };
  const checked = await app.handlers['plans.describe']({ plan, overrides: { ...overrides, values } });
  if (!checked.ok) {
    const services = described.value.targets.map(({ service }) => service).join(', ');
    return misuse(
      `--against ${name}=… names no service of the plan, no setting and no value of it.`,
      `Its services: ${services}. Settings: ${Object.keys(SETTINGS).join(', ')}.`,
    );
  }
  return succeed({ a, b: { ...a, label: `other ${name}`, overrides: { ...overrides, values } } });
}

/** A duration is kept in milliseconds: it is said as one types it. */
function settingText(value: unknown, typed: string): string {
  const isTime = typeof value === 'number' && /[a-z]$/i.test(typed);
  return isTime ? printDuration(value) : String(value);
}

/** A bare address: of an address the other one, of a plan with one service where that is. */
async function againstAddress(
  app: App,
  a: Side,
  url: string,
  flags: AskedFlags,
): Promise<Result<Pick<StartSeries, 'a' | 'b'>>> {
  const label = hideInAddresses(url);
  if (a.plan.kind === 'url') {
    const other = askedPlan(url, flags);
    if (!other.ok) return other;
    return succeed({
      a: { ...a, label: hideInAddresses(a.plan.url) },
      b: { ...a, label, plan: other.value.plan },
    });
  }
  const described = await app.handlers['plans.describe']({ plan: a.plan, overrides: a.overrides });
  if (!described.ok) return described;
  const [only, ...others] = described.value.targets;
  if (only === undefined || others.length > 0)
    return misuse(
      `--against ${label} could be any of ${described.value.targets.length} services.`,
      `Name the one: --against ${only?.service ?? 'service'}=${label}.`,
    );
  const targets = { ...a.overrides?.targets, [only.service]: url };
  return succeed({
    a: { ...a, label: hideInAddresses(only.url) },
    b: { ...a, label, overrides: { ...a.overrides, targets } },
  });
}

/** A plan file or a preset, else a label of the addresses that are set up for its services. */
async function againstWord(
  app: App,
  a: Side,
  word: string,
  flags: AskedFlags,
): Promise<Result<Pick<StartSeries, 'a' | 'b'>>> {
  const presets = await app.handlers['presets.list']({});
  const isPreset = presets.ok && presets.value.some(({ name }) => name === word);
  if (isPreset || existsSync(word) || /\.(ya?ml|json)$/i.test(word) || word.includes('/')) {
    const other = askedPlan(word, flags);
    if (!other.ok) return other;
    const { plan } = other.value;
    const planFolder = plan.kind === 'text' ? { planFolder: dirname(resolve(word)) } : {};
    const { planFolder: _, ...rest } = a;
    return succeed({ a, b: { ...rest, ...planFolder, plan } });
  }
  const described = await app.handlers['plans.describe']({ plan: a.plan, overrides: a.overrides });
  if (!described.ok) return described;
  const rows = await app.handlers['services.list']({});
  if (!rows.ok) return fail(rows.failure);
  const labelled = described.value.targets.flatMap(({ service }) => {
    const addresses = rows.value.find((row) => row.service === service)?.addresses ?? [];
    const found = addresses.find(({ label }) => label === word);
    return found === undefined ? [] : [[service, found.url] as const];
  });
  if (labelled.length > 0) {
    const targets = { ...a.overrides?.targets, ...Object.fromEntries(labelled) };
    return succeed({ a, b: { ...a, label: word, overrides: { ...a.overrides, targets } } });
  }
  return misuse(
    `--against ${word} is no plan, no preset and no label of an address of its services.`,
    'Write service=URL, a plan file, a preset, or a setting such as users=200.',
  );
}
