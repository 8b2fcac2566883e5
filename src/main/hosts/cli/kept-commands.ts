import type { Command } from 'commander';
import { type Result, succeed } from '../../../contract/failure.ts';
import { counted, formatBytes } from '../../../contract/format.ts';
import {
  type BinContents,
  type BinRun,
  type DiskUse,
  KEEP_ALL,
  type RetentionRule,
} from '../../../contract/retention.ts';
import { KEPT_WORDS, ruleText } from '../../../contract/retention-words.ts';
import { type As, type Work, withApp } from './app-session.ts';
import { findRunRow } from './find-run.ts';
import { type Flags, misuse, wholeOption } from './option-values.ts';
import { answer, say } from './outputs.ts';
import { plainTable, right } from './plain-table.ts';
import { orReport, report } from './report-failure.ts';
import { AS_JSON, nameItsCommands, WHERE } from './shared-options.ts';

type DataFlags = Flags<'dataDir' | 'json'>;

const pinning =
  (pinned: boolean): Work<DataFlags, [word: string]> =>
  (context, word, flags) =>
    withApp(context, flags, async (app) => {
      const { terminal } = context;
      const found = await findRunRow(app, word);
      // What is in the bin can be pinned too: it is then not emptied.
      const row = found.ok ? found : await findRunRow(app, word, true);
      if (!row.ok) return report(terminal, found.ok ? row.failure : found.failure);
      const { runId, name } = row.value;
      return orReport(terminal, app.handlers['runs.pin']({ runId, pinned }), () =>
        say(
          terminal,
          pinned
            ? `Pinned run ${runId} (${name}): it is never emptied from the bin, and no rule moves it there.\n`
            : `Unpinned run ${runId} (${name}).\n`,
        ),
      );
    });

/** `plimsoll runs pin RUN`. */
const pinCommand = pinning(true);
/** `plimsoll runs unpin RUN`. */
const unpinCommand = pinning(false);

/** `plimsoll runs empty`: says what emptying the bin would remove; with `--yes` removes it for good. */
const emptyCommand: Work<DataFlags & Flags<never, never, 'yes'>> = (context, flags) =>
  withApp(context, flags, (app) =>
    orReport(context.terminal, app.handlers['runs.bin']({}), (bin) => {
      const { terminal } = context;
      if (flags.yes !== true || bin.goes.length === 0)
        return answer(terminal, flags, { value: bin, text: () => printBin(bin) });
      const runIds = bin.goes.map(({ runId }) => runId);
      return orReport(terminal, app.handlers['runs.empty']({ runIds }), (emptied) =>
        answer(terminal, flags, {
          value: emptied,
          text: () => {
            const { runs, freedBytes, note } = emptied;
            return [
              `Removed ${counted(runs, 'run')} for good; ${formatBytes(freedBytes)} of disk are free again.`,
              note,
            ]
              .filter((line) => line !== '')
              .map((line) => `${line}\n`)
              .join('');
          },
        }),
      );
    }),
  );

function printBin({ goes, stays, bytes }: BinContents): string {
  const staying = stays.map(
    ({ runId, name, because }) => `${runId} (${name}) stays: ${KEPT_WORDS[because]}.`,
  );
  if (goes.length === 0)
    return [stays.length === 0 ? 'The bin is empty.' : 'Nothing in the bin can go.', ...staying]
      .map((line) => `${line}\n`)
      .join('');
  const table = plainTable(['run', 'name', 'started (UTC)', 'disk']);
  for (const run of goes) table.push(cellsOf(run));
  return [
    table.toString(),
    ...staying,
    `Emptying the bin removes ${counted(goes.length, 'run')} for good and frees about ${formatBytes(bytes)}. Nothing was removed yet: plimsoll runs empty --yes`,
    '',
  ].join('\n');
}

function cellsOf({ runId, name, startedAt, bytes }: BinRun) {
  return [runId, name, startedAt.slice(0, 16).replace('T', ' '), right(formatBytes(bytes))];
}

/** `plimsoll runs disk`: what the stored runs take of the disk. */
const diskCommand: Work<DataFlags> = (context, flags) =>
  withApp(context, flags, (app) =>
    orReport(context.terminal, app.handlers['storage.use']({}), (use) =>
      answer(context.terminal, flags, { value: use, text: () => printUse(use) }),
    ),
  );

function printUse({ fileBytes, reusableBytes, otherBytes, runs, bin }: DiskUse): string {
  return [
    `${counted(runs.count, 'run')}: ${formatBytes(runs.bytes)}`,
    `${counted(bin.count, 'run')} in the bin: ${formatBytes(bin.bytes)}`,
    `data file: ${formatBytes(fileBytes)}, of which ${formatBytes(reusableBytes)} are free for the next runs`,
    ...(otherBytes === 0 ? [] : [`copies and damaged files beside it: ${formatBytes(otherBytes)}`]),
    '',
  ].join('\n');
}

/** `plimsoll runs keep`: the rule for what stays; without an option, what it is. */
const keepCommand: Work<DataFlags & Flags<'last' | 'days', never, 'all' | 'yes'>> = (context, flags) => {
  const { terminal } = context;
  const rule = ruleOf(flags);
  if (!rule.ok) return Promise.resolve(report(terminal, rule.failure));
  return withApp(context, flags, (app) => {
    const wanted = rule.value;
    if (wanted === null)
      return orReport(terminal, app.handlers['retention.get']({}), (value) =>
        answer(terminal, flags, { value, text: () => `${ruleText(value)}\n` }),
      );
    if (flags.yes === true || flags.all === true)
      return orReport(terminal, app.handlers['retention.set']({ rule: wanted }), (value) =>
        answer(terminal, flags, {
          value,
          text: () => `${ruleText(wanted)}\n${movedText(value.moved.length)}\n`,
        }),
      );
    return orReport(terminal, app.handlers['retention.preview']({ rule: wanted }), (value) =>
      answer(terminal, flags, {
        value,
        text: () =>
          `${ruleText(wanted)}\nIt would move ${counted(value.moves.length, 'run')} to the bin now. Nothing was changed yet: add --yes\n`,
      }),
    );
  });
};

function movedText(moved: number): string {
  return moved === 0
    ? 'No run was moved to the bin.'
    : `Moved ${counted(moved, 'run')} to the bin: plimsoll runs --bin lists them.`;
}

/** @returns null where the rule is only asked for */
function ruleOf({ last, days, all }: Flags<'last' | 'days', never, 'all'>): Result<RetentionRule | null> {
  if (all === true && (last !== undefined || days !== undefined))
    return misuse('--all keeps every run, and so no last ones.', 'Leave --all or the numbers out.');
  if (all === true) return succeed(KEEP_ALL);
  if (last === undefined && days === undefined) return succeed(null);
  const lastRuns =
    last === undefined ? succeed(null) : wholeOption('last', last, { least: 1, most: 1_000_000 });
  if (!lastRuns.ok) return lastRuns;
  const lastDays = days === undefined ? succeed(null) : wholeOption('days', days, { least: 1, most: 36_500 });
  if (!lastDays.ok) return lastDays;
  return succeed({ lastRuns: lastRuns.value, lastDays: lastDays.value });
}

/** What stays of the stored runs, which `runs` alone lists. */
export function defineKept(runs: Command, as: As): void {
  const kept = (usage: string, text: string) =>
    runs
      .command(usage)
      .description(text)
      .option(...AS_JSON)
      .option(...WHERE);
  kept('pin <run>', 'never empty it from the bin, never move it there by a rule').action(as(pinCommand));
  kept('unpin <run>', 'take its pin away').action(as(unpinCommand));
  kept('empty', 'what emptying the bin removes, and how much disk that frees')
    .option('--yes', 'remove it, for good')
    .action(as(emptyCommand));
  kept('disk', 'how much of the disk the runs take').action(as(diskCommand));
  kept('keep', 'the rule for which runs stay; the others move to the bin after each run')
    .option('--last <n>', 'the last so many')
    .option('--days <n>', 'those of the last so many days')
    .option('--all', 'every run: no rule')
    .option('--yes', 'set the rule, and move what it does not keep')
    .action(as(keepCommand));
  nameItsCommands(runs, 'runs alone lists the stored runs');
}
