import {
  EXIT,
  type ExitCode,
  fail,
  failureText,
  type Result,
  succeed,
  testFailure,
} from '../../../contract/failure.ts';
import { formatBytes, formatMs, formatNumber, formatPercent, NO_VALUE } from '../../../contract/format.ts';
import { type Calibration, calibrationText, type Diagnosis } from '../../../contract/machine.ts';
import type { TargetAsked } from '../../../contract/target-checks.ts';
import type { App } from '../../services/app-port.ts';
import { type CommandContext, type Work, withApp } from './app-session.ts';
import { type Flags, usage } from './option-values.ts';
import { answer, checkOutputs } from './outputs.ts';
import { plainTable } from './plain-table.ts';
import { printChecks } from './print-target-checks.ts';
import { orReport, report } from './report-failure.ts';
import { planRefOf } from './run-options.ts';
import type { Terminal } from './terminal.ts';

type DoctorFlags = Flags<'dataDir' | 'json' | 'target' | 'bearer', 'allowHost', 'calibration'>;

/**
 * `plimsoll doctor`: what this machine has, what a plan would take of it, and what rate it sustains; or what is wrong between
 * it and a target.
 * @returns 0; 2 where the plan it was given asks for more than 80% of a limit; 3 where a check of the target failed
 */
export const doctorCommand: Work<DoctorFlags, [word: string | undefined]> = async (context, word, flags) => {
  const { terminal } = context;
  if (flags.target !== undefined && word === undefined) return checkTarget(context, flags.target, flags);
  if (flags.target !== undefined || flags.bearer !== undefined)
    return report(
      terminal,
      usage(MIXED, 'Give --target, with --bearer where it needs a token, and no plan.'),
    );
  const plan = word === undefined ? null : planRefOf(word);
  if (plan !== null && !plan.ok) return report(terminal, plan.failure);
  const unwritable = flags.json === undefined ? null : checkOutputs({ json: flags.json });
  if (unwritable !== null) return report(terminal, unwritable);
  return withApp(context, flags, (app) =>
    orReport(
      terminal,
      app.handlers['machine.diagnose'](plan === null ? {} : { plan: plan.value }),
      (diagnosis) => {
        const code = diagnosis.refusals.length === 0 ? EXIT.passed : EXIT.usage;
        if (flags.json === undefined) terminal.out(printDiagnosis(diagnosis, terminal.colors));
        if (flags.calibration === false)
          return finish(terminal, flags, { diagnosis, calibration: null }, code);
        terminal.err('Calibrating for ten seconds against a sink on this machine …\n');
        return orReport(terminal, app.handlers['machine.calibrate']({}), (calibration) =>
          finish(terminal, flags, { diagnosis, calibration }, code),
        );
      },
    ),
  );
};

const MIXED = 'doctor looks at a plan or at a target, and a token is for a target.';

/** `plimsoll doctor --target`: what is wrong between this machine and a service, each check with its command line. */
function checkTarget(context: CommandContext, word: string, flags: DoctorFlags): Promise<ExitCode> {
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

function finish(
  terminal: Terminal,
  flags: DoctorFlags,
  found: { diagnosis: Diagnosis; calibration: Calibration | null },
  code: ExitCode,
): ExitCode {
  const { calibration } = found;
  const text = () => (calibration === null ? '' : printCalibration(calibration, terminal.colors));
  const written = answer(terminal, flags, { value: found, text });
  return written === EXIT.passed ? code : written;
}

function printDiagnosis(diagnosis: Diagnosis, colors: Terminal['colors']): string {
  const { machine, figures, refusals, plan } = diagnosis;
  const lines = [
    colors.bold('This machine'),
    `  ${machine.cores} cores, ${formatBytes(machine.freeMemoryBytes)} of memory free`,
    `  file descriptors: ${machine.openFiles === null ? 'not known here' : `${formatNumber(machine.openFiles.limit)} allowed, ${formatNumber(machine.openFiles.inUse)} in use`}`,
    `  local ports: ${machine.localPorts === null ? 'not known here' : `${machine.localPorts.first} to ${machine.localPorts.last}`}`,
    '',
  ];
  if (plan === null) return `${lines.join('\n')}`;
  const table = plainTable(['needed by the plan', 'needed', 'there is', 'share']);
  for (const figure of figures) {
    const share = figure.share === null ? NO_VALUE : formatPercent(figure.share * 100);
    const amount = (value: number | null) =>
      value !== null && figure.unit === 'B' ? formatBytes(value) : formatNumber(value);
    table.push([
      figure.name,
      amount(figure.needed),
      amount(figure.available),
      figure.refused ? colors.red(`${share} (beyond 80%)`) : share,
    ]);
  }
  const verdict = refusals.map((refusal) => `${colors.red('refused:')} ${failureText(refusal)}`);
  return `${[...lines, colors.bold(plan), table.toString(), ...verdict, ''].join('\n')}\n`;
}

export function printCalibration(calibration: Calibration, colors: Terminal['colors']): string {
  const table = plainTable(['rate', 'sent', 'starts late (p99)', 'loop delay', 'on schedule']);
  for (const step of calibration.steps) {
    table.push([
      `${formatNumber(step.ratePerSecond)}/s`,
      `${formatNumber(step.sentPerSecond)}/s`,
      formatMs(step.latenessP99Ms),
      formatMs(step.loopDelayMaxMs),
      step.trusted ? 'yes' : 'no',
    ]);
  }
  return [
    colors.bold('Calibration'),
    `  As fast as responses arrive: ${formatNumber(calibration.ceilingPerSecond)} requests/s.`,
    table.toString(),
    calibrationText(calibration),
    '',
  ].join('\n');
}
