import { ESTIMATE_SIGN } from '../../../../contract/evidence.ts';
import { formatClock } from '../../../../contract/format.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import {
  conditionText,
  type FiredRule,
  printStopRule,
  RULE_UNITS,
  ruleFigureText,
  ruleQuantity,
  type StopRule,
} from '../../../../contract/stop-rule.ts';
import type { RunSecond } from '../../../../contract/tick.ts';
import { MICROS_PER_SECOND } from '../../../../contract/units.ts';
import { isDisturbed } from '../../../../workers/engine/verdicts/trust.ts';
import { Rejections } from '../counts/rejections.ts';
import { RunLoad } from '../counts/run-load.ts';
import { RuleWindow, type WindowFigure } from './rule-window.ts';

/** What rules depend on of a plan. */
type WatchedPlan = Pick<MeasuredPlan, 'series' | 'load' | 'durationMs' | 'warmupMs' | 'stopRules'>;

interface Watched {
  readonly rule: StopRule;
  readonly window: RuleWindow;
}

/**
 * Watches the stop rules of a run while its seconds come. A rule fires in the second after its window fills, and never
 * before: its window is the last whole seconds after the warm-up and within the plan, the figure over all of them is beyond
 * its limit, and each of them had something to judge (see `RuleWindow`). A second in which the load generator was disturbed
 * (`isDisturbed`) is no evidence against the target: it is not counted, and the window begins afresh after it; so does one
 * in which a rule had nothing to judge. A rule fires once. With one that ends the run, all watching ends.
 */
export class StopRules {
  readonly #warmupMs: number;
  readonly #precision: 'tick' | 'spin';
  readonly #load: RunLoad;
  readonly #rejections: Rejections;
  #watched: readonly Watched[];
  #next = 0;

  constructor(plan: WatchedPlan, precision: 'tick' | 'spin' = 'tick') {
    this.#warmupMs = plan.warmupMs;
    this.#precision = precision;
    this.#load = new RunLoad(plan);
    this.#rejections = new Rejections(plan);
    this.#watched = (plan.stopRules ?? []).map((rule) => ({ rule, window: new RuleWindow(rule, plan) }));
  }

  /**
   * Takes the next second, in order.
   * @returns rules that came true with it: one that ends the run, those that fail it first, or those that hold its load
   */
  add(measured: RunSecond): FiredRule[] {
    if (this.#watched.length === 0) return [];
    const second = this.#rejections.judge(measured);
    this.#load.see(second);
    const follows = second.second === this.#next;
    this.#next = second.second + 1;
    const counts = this.#counts(second);
    if (!follows || !counts) for (const { window } of this.#watched) window.clear();
    if (!counts) return [];
    const fired = this.#watched.flatMap(({ rule, window }) => {
      const figure = window.add(second);
      return figure === null ? [] : [{ rule, told: told(rule, figure, second.second + 1) }];
    });
    const ending =
      fired.find(({ rule }) => rule.action === 'fail') ?? fired.find(({ rule }) => rule.action === 'stop');
    if (ending !== undefined) {
      this.#watched = [];
      return [ending.told];
    }
    this.#watched = this.#watched.filter(({ rule }) => !fired.some((one) => one.rule === rule));
    return fired.map((one) => one.told);
  }

  #counts(second: RunSecond): boolean {
    const fromMs = second.second * 1_000;
    return (
      fromMs >= this.#warmupMs &&
      second.lengthUs === MICROS_PER_SECOND &&
      fromMs + 1_000 <= this.#load.endMs &&
      !isDisturbed(second, this.#precision)
    );
  }
}

const DID = { stop: 'Stopped by', fail: 'Failed by', hold: 'Load held by' } as const;

function told(rule: StopRule, { value, isEstimate }: WindowFigure, atSecond: number): FiredRule {
  const { service = null, endpoint = null, action, metric, beyond } = rule;
  const fromSecond = atSecond - rule.forMs / 1_000;
  const end = metric !== 'inFlight' ? '' : beyond === 'above' ? 'at least ' : 'at most ';
  const figure = `${end}${isEstimate ? ESTIMATE_SIGN : ''}${ruleFigureText(metric, value)}`;
  const when = `from ${formatClock(fromSecond * 1_000)} to ${formatClock(atSecond * 1_000)}`;
  return {
    rule: printStopRule(rule),
    action,
    service,
    endpoint,
    figure: value,
    unit: RULE_UNITS[metric],
    fromSecond,
    atSecond,
    sentence: `${DID[action]} the rule ${conditionText(rule)}: ${ruleQuantity(rule)} was ${figure} ${when}.`,
  };
}
