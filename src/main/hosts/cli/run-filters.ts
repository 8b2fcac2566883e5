import { type Result, succeed } from '../../../contract/failure.ts';
import { GRADE_RESULTS } from '../../../contract/grades.ts';
import type { HistoryFilter } from '../../../contract/history-filter.ts';
import { OUTCOMES } from '../../../contract/outcome.ts';
import { PURPOSES } from '../../../contract/run-state.ts';
import { type Flags, misuse } from './option-values.ts';

/** Options that say which stored runs are meant; together they ask for all of it. */
export const RUN_FILTERS: readonly (readonly [flags: string, text: string])[] = [
  ['--plan <name>', 'of this plan'],
  ['--service <name>', 'that measured this service'],
  ['--endpoint <name>', 'that measured this endpoint'],
  ['--grade <grades>', 'with one of these grades, such as poor,acceptable'],
  ['--outcome <outcomes>', 'that came out so: passed, failed, "not gradable"'],
  ['--purpose <purposes>', 'validation, capacity, benchmark or stress'],
  ['--tag <tag>', 'with this tag'],
  ['--machine <name>', 'of this machine'],
  ['--since <day>', 'from this day on (UTC), such as 2026-11-01'],
  ['--before <day>', 'before this day'],
  ['--search <words>', 'that have these words in name, notes, tags, plan, grade or state'],
];

export type RunFilterFlags = Flags<
  | 'plan'
  | 'service'
  | 'endpoint'
  | 'grade'
  | 'outcome'
  | 'purpose'
  | 'tag'
  | 'machine'
  | 'since'
  | 'before'
  | 'search'
>;

/** What the options ask for. @returns `usage.option` where one is no such word or moment */
export function runFilter(flags: RunFilterFlags): Result<HistoryFilter> {
  const grades = wordsIn('grade', flags.grade, GRADE_RESULTS);
  if (!grades.ok) return grades;
  const outcomes = wordsIn('outcome', flags.outcome, OUTCOMES);
  if (!outcomes.ok) return outcomes;
  const purposes = wordsIn('purpose', flags.purpose, PURPOSES);
  if (!purposes.ok) return purposes;
  const from = momentIn('since', flags.since);
  if (!from.ok) return from;
  const before = momentIn('before', flags.before);
  if (!before.ok) return before;
  const { plan, service, endpoint, tag, machine, search: text } = flags;
  return succeed({
    plan,
    service,
    endpoint,
    tag,
    machine,
    text,
    grades: grades.value,
    outcomes: outcomes.value,
    purposes: purposes.value,
    from: from.value,
    before: before.value,
  });
}

/** Words with commas between. */
function wordsIn<Word extends string>(
  name: string,
  text: string | undefined,
  words: readonly Word[],
): Result<Word[] | undefined> {
  if (text === undefined) return succeed(undefined);
  const found: Word[] = [];
  for (const part of text.split(',').map((one) => one.trim().toLowerCase())) {
    const word = words.find((one) => one === part);
    if (word === undefined)
      return misuse(`--${name} ${part} is not one of them.`, `Choose of ${words.join(', ')}.`);
    found.push(word);
  }
  return succeed(found);
}

/** A day stands for its beginning. */
function momentIn(name: string, text: string | undefined): Result<number | undefined> {
  if (text === undefined) return succeed(undefined);
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return succeed(at);
  return misuse(`--${name} ${text} is no day or moment.`, `For example: --${name} 2026-11-01.`);
}
