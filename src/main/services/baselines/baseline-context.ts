import type { BaselineVerdict } from '../../../contract/baseline.ts';
import { contextOf, type RunContext } from '../compare/run-context.ts';

type Context = BaselineVerdict['context'];

/** Where these differ, figures of the two answer different questions. */
const REFUSED: ReadonlySet<string> = new Set(['Load', 'Search', 'Latency definition', 'Part of the run']);
/** These are judged of each run by itself. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set(['Ended', 'Trust']);
const NOTED: ReadonlySet<string> = new Set(['Watched', 'Load threads']);

/** What differs between the newest run of a baseline and a run that is held against it: what refuses first. */
export function baselineContext(baseline: RunContext, run: RunContext): Context {
  return gradedContext(contextOf(baseline, run));
}

/** The same of two sides whose differences are known. */
export function gradedContext(rows: ReturnType<typeof contextOf>): Context {
  return rows
    .filter(({ aspect }) => !TOLD_ELSEWHERE.has(aspect))
    .map(({ aspect, a, b }) => ({ aspect, baseline: a, run: b, severity: severityOf(aspect) }))
    .toSorted((one, other) => RANK.indexOf(one.severity) - RANK.indexOf(other.severity));
}

const RANK = ['refused', 'warning', 'note'] as const;

function severityOf(aspect: string): Context[number]['severity'] {
  if (REFUSED.has(aspect)) return 'refused';
  return NOTED.has(aspect) ? 'note' : 'warning';
}
