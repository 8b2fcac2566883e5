import { EXIT, type ExitCode, fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import { formatMs } from '../../../contract/format.ts';
import type { TargetAsked, TargetCheckState, TargetChecks } from '../../../contract/target-checks.ts';
import type { App } from '../../services/app-port.ts';
import { type CommandContext, withApp } from './app-session.ts';
import type { Flags } from './option-values.ts';
import { answer } from './outputs.ts';
import { orReport, report } from './report-failure.ts';
import type { Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

type CheckFlags = Flags<'dataDir' | 'json' | 'bearer', 'allowHost'>;

/**
 * `plimsoll doctor --target`: what is wrong between this machine and a service, each check with its command line.
 * @returns 0; 3 where a check failed
 */
export function checkTargetCommand(
  context: CommandContext,
  word: string,
  flags: CheckFlags,
): Promise<ExitCode> {
  const { terminal } = context;
  return withApp(context, flags, async (app) => {
    const asked = await targetAsked(app, word, flags.bearer);
    if (!asked.ok) return report(terminal, asked.failure);
    return orReport(terminal, app.handlers['target.check'](asked.value), (checks) => {
      const written = answer(terminal, flags, { value: checks, text: () => printChecks(checks, terminal) });
      const hasFailed = checks.rows.some(({ state }) => state === 'failed');
      return written === EXIT.passed && hasFailed ? EXIT.unreachable : written;
    });
  });
}

/** An address, or the name of a service under Services. */
async function targetAsked(app: App, word: string, bearer: string | undefined): Promise<Result<TargetAsked>> {
  const token = bearer === undefined ? {} : { token: bearer };
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(word)) return succeed({ of: 'url', url: word, ...token });
  const rows = await app.handlers['services.list']({});
  if (!rows.ok) return rows;
  const found = rows.value.find(({ service }) => service === word);
  if (found !== undefined) return succeed({ of: 'service', serviceId: found.id, ...token });
  return fail(
    testFailure(
      'check.no_service',
      `There is no service ${word}.`,
      'plimsoll services list shows which exist; an address begins with http:// or https://.',
    ),
  );
}

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
