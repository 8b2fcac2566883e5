import { formatMs } from '../../../contract/format.ts';
import type { TargetCheckState, TargetChecks } from '../../../contract/target-checks.ts';
import type { Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

/** Every check in a line, with what to do about it and how to do the same by hand. */
export function printChecks(
  checks: TargetChecks,
  { colors, outColumns }: Pick<Terminal, 'colors' | 'outColumns'>,
): string {
  const signs: Readonly<Record<TargetCheckState, string>> = {
    ok: colors.green('ok'.padEnd(SIGN)),
    warn: colors.yellow('warn'.padEnd(SIGN)),
    failed: colors.red('failed'.padEnd(SIGN)),
    'not here': colors.dim('–'.padEnd(SIGN)),
  };
  const titleWidth = Math.max(...checks.rows.map(({ title }) => title.length));
  const indent = SIGN + titleWidth + 6;
  const lines = checks.rows.flatMap(({ title, state, figure, sentence, wayOut, command }) => {
    const figured = figure === '' ? '' : `${figure}. `;
    const said = `  ${signs[state]}  ${title.padEnd(titleWidth)}  ${figured}${sentence}`;
    const below = ' '.repeat(indent);
    return [
      wrapText(said, { width: outColumns, indent }),
      ...(wayOut === '' ? [] : [wrapText(`${below}${wayOut}`, { width: outColumns, indent })]),
      ...(command === null || state === 'not here' ? [] : [colors.dim(`${below}${command}`)]),
    ];
  });
  return `${[colors.bold(checks.target), ...lines, `  in ${formatMs(checks.tookMs)}`].join('\n')}\n`;
}

/** Width of the longest state. */
const SIGN = 6;
