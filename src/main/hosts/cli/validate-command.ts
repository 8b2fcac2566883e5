import { readFileSync } from 'node:fs';
import { printDuration } from '../../../contract/duration.ts';
import { EXIT, type ExitCode, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { PlanRef } from '../../../contract/wire.ts';
import { compareWithOpenApi, type OpenApiCoverage } from '../../services/plans/openapi-coverage.ts';
import { resolvePlan } from '../../services/plans/resolve-plan.ts';
import { type CommandContext, orReport, report, withApp } from './app-session.ts';
import { writeJson } from './outputs.ts';
import { planRefOf } from './run-options.ts';

/** `plimsoll validate PLAN`: says what the plan will do, or what is wrong with it; sends nothing. */
export async function validateCommand(
  context: CommandContext,
  word: string,
  flags: { dataDir?: string; json?: string; openapi?: string },
): Promise<ExitCode> {
  const { terminal } = context;
  const plan = planRefOf(word);
  if (!plan.ok) return report(terminal, plan.failure);
  if (flags.openapi !== undefined)
    return compareWithDescription(context, plan.value, { ...flags, openapi: flags.openapi });
  return withApp(context, flags, (app) =>
    orReport(terminal, app.handlers['plans.describe']({ plan: plan.value }), (preview) => {
      if (flags.json !== undefined) return writeJson(terminal, flags.json, preview);
      const { bold, yellow } = terminal.colors;
      terminal.out(
        [
          `${bold(preview.name)} is a valid plan (${printDuration(preview.durationMs)}).`,
          ...preview.sentences.map((sentence) => `  ${sentence}`),
          ...preview.warnings.map((warning) => `  ${yellow('warning:')} ${warning}`),
          '',
        ].join('\n'),
      );
      return EXIT.passed;
    }),
  );
}

/**
 * `plimsoll validate PLAN --openapi FILE`: which endpoints of the description the plan never asks, and which it asks that
 * are described no more. @returns 0; 2 where the plan asks for something that is gone
 */
async function compareWithDescription(
  { terminal, places }: CommandContext,
  plan: PlanRef,
  flags: { json?: string; openapi: string },
): Promise<ExitCode> {
  const text = readTextFile(flags.openapi);
  if (!text.ok) return report(terminal, text.failure);
  const resolved = await resolvePlan(plan, {}, { presetsDir: places.presetsDir });
  if (!resolved.ok) return report(terminal, resolved.failure);
  return orReport(terminal, compareWithOpenApi(resolved.value.source, text.value), (coverage) => {
    if (flags.json !== undefined) writeJson(terminal, flags.json, coverage);
    else terminal.out(printCoverage(coverage));
    return coverage.gone.length === 0 ? EXIT.passed : EXIT.usage;
  });
}

function printCoverage({ operations, covered, missing, gone }: OpenApiCoverage): string {
  return [
    `The plan asks ${covered} of ${operations} described endpoints.`,
    ...missing.map(({ method, path }) => `  never asked: ${method} ${path}`),
    ...gone.map(
      ({ method, path, className }) => `  described no more: ${method} ${path} (asked by ${className})`,
    ),
    '',
  ].join('\n');
}

function readTextFile(file: string): Result<string> {
  try {
    return succeed(readFileSync(file, 'utf8'));
  } catch {
    return fail({
      code: 'usage.option',
      side: 'test',
      message: `${file} cannot be read.`,
      hint: 'Name an OpenAPI document, JSON or YAML.',
    });
  }
}
