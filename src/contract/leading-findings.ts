import type { Summary } from './summary.ts';

/** Where all of them have no room, so many findings are told. */
const MAX_LEADING = 3;

/** A finding in two lines. */
interface LeadingFinding {
  readonly title: string;
  /** What to do about it; where there is nothing to do, what it rests on. */
  readonly advice: string;
}

/** The first findings of a run, for outputs that people and machines read without a window. */
export function leadingFindings({ findings }: Pick<Summary, 'findings'>): LeadingFinding[] {
  return findings
    .slice(0, MAX_LEADING)
    .map(({ title, evidence, suggestion }) => ({ title, advice: suggestion === '' ? evidence : suggestion }));
}
