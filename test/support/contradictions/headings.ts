import { GRADE_WORDS, OUTCOME_WORDS } from '../../../src/contract/format.ts';
import { plainMarkdown, plainXml, type Said } from '../outages/said.ts';

/** Words with which a run is judged as a whole; `Not graded` is how some write that no threshold applies. */
const WORDS = [...new Set([...Object.values(GRADE_WORDS), ...Object.values(OUTCOME_WORDS), 'Not graded'])];
const WORD = new RegExp(`^(?:${WORDS.join('|')})\\b`);

export interface Heading {
  /** Where it stands. */
  readonly form: string;
  readonly text: string;
}

/** The line of each form that judges the run as a whole. */
export function headingsOf({ markdown, report, terminal, junit }: Said): Heading[] {
  const ofMarkdown = plainMarkdown(markdown);
  return [
    { form: 'heading of the Markdown', text: /^# .*: (.+)$/m.exec(ofMarkdown)?.[1] ?? '' },
    { form: 'heading of the report', text: report.split('\n').find((line) => WORD.test(line)) ?? '' },
    { form: 'last line of the terminal', text: terminal.trimEnd().split('\n').at(-1) ?? '' },
    { form: 'overall of the JUnit', text: overallOfJunit(junit) },
  ].filter(({ form, text }) => text !== '' || !form.endsWith('JUnit'));
}

/** The judging word a text begins with; empty where it begins with none. */
export function wordOf(text: string): string {
  return WORD.exec(text)?.[0] ?? '';
}

function overallOfJunit(junit: string): string {
  return plainXml(/<property name="overall" value="([^"]*)"/.exec(junit)?.[1] ?? '');
}

/** Passed, failed or not gradable, wherever the form says it beside the grade. */
export function outcomesSaid({ markdown, report, terminal }: Said): Heading[] {
  const said = (form: string, pattern: RegExp, text: string) =>
    [...text.matchAll(pattern)].map((match) => ({ form, text: (match[1] ?? '').toLowerCase() }));
  return [
    ...said('gate of the Markdown', /gate \w+: (passed|failed|not gradable)/gi, plainMarkdown(markdown)),
    ...said('gate of the report', /^(Passed|Failed|Not gradable)(?=:| .*\bgate: )/gm, report),
    ...said('gate of the terminal', /^(Passed|Failed|Not gradable)\b/gm, terminal),
  ];
}
