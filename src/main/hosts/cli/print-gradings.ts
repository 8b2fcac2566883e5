import {
  besideText,
  gradesSideBySide,
  gradingHead,
  gradingLine,
  gradingSentence,
  untoldSentences,
} from '../../../contract/grading-words.ts';
import { statisticWord } from '../../../contract/percentiles.ts';
import type { Summary } from '../../../contract/summary.ts';
import { plainTable } from './plain-table.ts';
import type { Terminal } from './terminal.ts';

/** Every grading of a run beside the others, and which gate counts; empty where it was graded once. */
export function gradingLines(
  summary: Pick<Summary, 'gradings'>,
  { colors }: Pick<Terminal, 'colors'>,
): string {
  const { gradings = [] } = summary;
  const sentence = gradingSentence(summary);
  if (sentence === '') return '';
  const table = plainTable(['graded', 'statistic', ...gradings.map(gradingHead)]);
  for (const { service, endpoint, metric, statistic, cells } of gradesSideBySide(gradings)) {
    table.push([
      endpoint === null ? service : `${service}.${endpoint}`,
      statistic === null ? metric : `${metric} ${statisticWord(statistic)}`,
      ...cells.map(besideText),
    ]);
  }
  return [
    colors.bold('Gradings'),
    sentence,
    ...gradings.map((one) => `  ${gradingLine(one)}`),
    table.toString(),
    ...untoldSentences(gradings),
  ].join('\n');
}
