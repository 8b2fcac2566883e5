import { dirname, resolve } from 'node:path';
import { printDuration } from '../../../contract/duration.ts';
import {
  EXIT,
  type ExitCode,
  exitCodeOf,
  type Failure,
  failureText,
  type Result,
  succeed,
} from '../../../contract/failure.ts';
import { formatNumber } from '../../../contract/format.ts';
import type { OpenApiCoverage, PlanProblem } from '../../../contract/plan-editing.ts';
import type { PlanPreview } from '../../../contract/plan-preview.ts';
import type { PlanRef } from '../../../contract/wire.ts';
import type { App } from '../../services/app-port.ts';
import { printPath } from '../../services/plans/text/parse-plan.ts';
import { fetchText, isAddress } from '../../services/target/fetch-text.ts';
import { type CommandContext, type Work, withApp } from './app-session.ts';
import { type Flags, usage } from './option-values.ts';
import { answer, writeJson } from './outputs.ts';
import { readTextFile } from './read-source.ts';
import { orReport, report } from './report-failure.ts';
import { planRefOf } from './run-options.ts';
import type { Terminal } from './terminal.ts';

/** `openapi` is a file or an address. */
type ValidateFlags = Flags<'dataDir' | 'json' | 'openapi', 'only' | 'allowHost'>;

/** `plimsoll validate PLAN`: says what the plan will do, or what is wrong with it; sends nothing. */
export const validateCommand: Work<ValidateFlags, [word: string]> = async (context, word, flags) => {
  const { terminal } = context;
  const plan = planRefOf(word);
  if (!plan.ok) return report(terminal, plan.failure);
  const idle = flags.only !== undefined ? '--only' : flags.allowHost !== undefined ? '--allow-host' : null;
  if (flags.openapi === undefined && idle !== null)
    return report(terminal, usage(`${idle} is for --openapi here.`, 'Leave it out, or name the document.'));
  if (flags.openapi !== undefined)
    return compareWithDescription(context, plan.value, { ...flags, openapi: flags.openapi });
  return withApp(context, flags, async (app) => {
    const problems = await problemsIn(app, plan.value);
    if (!problems.ok) return report(terminal, problems.failure);
    if (problems.value.length > 0)
      return reportProblems(terminal, word, { ...flags, problems: problems.value });
    const folder = plan.value.kind === 'text' ? dirname(resolve(word)) : null;
    const beside = await app.missingInputs(plan.value, folder);
    if (!beside.ok) return reportRefusal(terminal, beside.failure, flags);
    return orReport(terminal, app.handlers['plans.describe']({ plan: plan.value }), (described) => {
      const unset = beside.value.map((name) => `${name} is not set in the environment; a run will need it.`);
      const warnings = [...described.warnings, ...unset];
      return printPreview(terminal, { ...described, warnings }, flags);
    });
  });
};

function printPreview(terminal: Terminal, preview: PlanPreview, flags: { json?: string }): ExitCode {
  const { bold, yellow } = terminal.colors;
  const lines = [
    `${bold(preview.name)} is a valid plan (${lengthOf(preview)}).`,
    ...preview.sentences.map((sentence) => `  ${sentence}`),
    ...preview.warnings.map((warning) => `  ${yellow('warning:')} ${warning}`),
    '',
  ];
  return answer(terminal, flags, { value: preview, text: () => lines.join('\n') });
}

/** `10m`; `2 iterations, 10m at most` where tasks end the run. */
function lengthOf({ durationMs, iterations }: PlanPreview): string {
  const time = printDuration(durationMs);
  if (iterations === undefined) return time;
  return `${formatNumber(iterations)} iteration${iterations === 1 ? '' : 's'}, ${time} at most`;
}

/** What is wrong beside the plan, in the form of what is wrong in it. */
function reportRefusal(terminal: Terminal, failure: Failure, { json }: { json?: string }): ExitCode {
  if (json === undefined) return report(terminal, failure);
  const { code, message } = failure;
  const written = writeJson(terminal, json, { problems: [{ line: 1, column: 1, path: [], code, message }] });
  return written === EXIT.passed ? exitCodeOf(failure) : written;
}

/** All that is wrong with the text of a plan; nothing of what is no text of the user's. */
async function problemsIn(app: App, plan: PlanRef): Promise<Result<readonly PlanProblem[]>> {
  if (plan.kind !== 'text') return succeed([]);
  const checked = await app.handlers['plans.check']({ text: plan.text });
  return checked.ok ? succeed(checked.value.problems) : checked;
}

/** A line for each problem, where editors and terminals look for one: `plan.yaml:3:5: …`. @returns 2 */
function reportProblems(
  terminal: Terminal,
  file: string,
  { problems, json }: { readonly problems: readonly PlanProblem[]; readonly json?: string },
): ExitCode {
  if (json !== undefined) {
    const written = writeJson(terminal, json, { problems });
    return written === EXIT.passed ? EXIT.usage : written;
  }
  const { red } = terminal.errColors;
  const lines = problems.map(({ line, column, path, message }) => {
    const place = path.length === 0 ? '' : `${printPath(path)}: `;
    return `${file}:${line}:${column}: ${place}${failureText({ message, hint: '' })}\n`;
  });
  const many = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  terminal.err(`${red('plimsoll:')} ${file} has ${many}.\n${lines.join('')}`);
  return EXIT.usage;
}

/**
 * `plimsoll validate PLAN --openapi FILE`: which endpoints of the description the plan never asks, and which it asks that
 * are no longer documented. Judged are the services the document describes: those at its servers, or named by `--only`.
 * @returns 0; 2 where the plan asks for something that is gone
 */
async function compareWithDescription(
  context: CommandContext,
  plan: PlanRef,
  flags: ValidateFlags & { readonly openapi: string },
): Promise<ExitCode> {
  const { terminal } = context;
  const { openapi, only, allowHost = [] } = flags;
  const source = isAddress(openapi) ? openapi : undefined;
  const text =
    source === undefined ? readTextFile(openapi, 'The document') : await fetchText(source, allowHost);
  if (!text.ok) return report(terminal, text.failure);
  return withApp(context, flags, (app) =>
    orReport(
      terminal,
      app.handlers['plans.coverage']({ plan, document: text.value, source, services: only?.slice() }),
      (coverage) => {
        if (coverage.isGuessed === true)
          terminal.err(
            'No service of the plan is at an address of the document, so all are compared with it. Name the one it describes: --only SERVICE.\n',
          );
        const written = answer(terminal, flags, { value: coverage, text: () => printCoverage(coverage) });
        return coverage.gone.length === 0 ? written : EXIT.usage;
      },
    ),
  );
}

function printCoverage({ services, operations, covered, missing, gone }: OpenApiCoverage): string {
  return [
    `The plan calls ${covered} of ${operations} documented endpoints (${services.join(', ')}).`,
    ...missing.map(({ method, path }) => `  never called: ${method} ${path}`),
    ...gone.map(
      ({ method, path, className }) => `  no longer documented: ${method} ${path} (called by ${className})`,
    ),
    '',
  ].join('\n');
}
