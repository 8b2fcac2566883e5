import { type Command, Option } from 'commander';
import type { CapacityOverride } from '../../../contract/capacity-schema.ts';
import { CAPACITY_UNITS } from '../../../contract/capacity-search.ts';
import { type Result, succeed } from '../../../contract/failure.ts';
import { formatNumber } from '../../../contract/format.ts';
import { type Flags, misuse, numberOption, optionName } from './option-values.ts';
import { durationOf } from './run-options.ts';

/** Options of `plimsoll capacity` that say what is searched for. */
export type CapacityFlags = Flags<
  'by' | 'from' | 'to' | 'maxTime',
  'objective',
  'precise' | 'thorough' | 'ladder' | 'recovery'
>;

/** Of `plimsoll run`: a search decides these by itself, and what it says of them is better than that nobody knows them. */
const REFUSED = [
  '--users <n>',
  '--spawn-rate <n>',
  '--rate <n>',
  '--connections <n>',
  '--duration <time>',
  '--warmup <time>',
  '-n, --requests <n>',
];

export function addCapacityOptions(command: Command): Command {
  for (const flags of REFUSED) command.addOption(new Option(flags).hideHelp());
  return command
    .optionsGroup('What is searched for:')
    .option(
      '--objective <limit>',
      'what is good enough, in quotes: "p95<200ms", "errors<1%" (repeatable; default: what the thresholds of the plan call acceptable)',
      (word: string, before: readonly string[] | undefined) => [...(before ?? []), word],
    )
    .option(
      '--by <unit>',
      'rate (arrivals per second), users or connections (default: what the plan counts; an address: rate)',
    )
    .option('--from <n>', 'first load (default: from the latency of one user)')
    .option('--to <n>', 'no more than this')
    .option('--precise', 'longer last steps, for a narrower interval')
    .option(
      '--thorough',
      'longer steps all through, for targets that carry less than 300 requests per second',
    )
    .option('--max-time <time>', 'of everything together (default 10m; --thorough 15m)')
    .option('--ladder', 'measure 1, 2, 4, … users as well: how does throughput scale?')
    .option(
      '--recovery',
      'no search: overload the load given by --from, and see how long it takes to recover',
    )
    .option('--no-recovery', 'leave out the overload after the search');
}

/** What the options ask to search for, or the first that makes no sense. What a plan is needed to judge, its compiler judges. */
export function capacityOf(flags: CapacityFlags): Result<CapacityOverride> {
  const by = CAPACITY_UNITS.find((one) => one === flags.by?.toLowerCase());
  if (flags.by !== undefined && by === undefined)
    return misuse(
      `--by ${flags.by} is not what a load counts.`,
      `Choose one of ${CAPACITY_UNITS.join(', ')}.`,
    );
  if (flags.precise === true && flags.thorough === true)
    return misuse('--precise and --thorough exclude each other.', 'Give one of them.');
  const from = readIf(flags.from, (text) => levelOption('from', text));
  if (!from.ok) return from;
  const to = readIf(flags.to, (text) => levelOption('to', text));
  if (!to.ok) return to;
  const maxMs = readIf(flags.maxTime, timeOption);
  if (!maxMs.ok) return maxMs;
  return succeed({
    ...(flags.objective !== undefined && { objectives: [...flags.objective] }),
    ...(by !== undefined && { by }),
    ...(from.value !== undefined && { from: from.value }),
    ...(to.value !== undefined && { to: to.value }),
    ...(maxMs.value !== undefined && { maxMs: maxMs.value }),
    ...(flags.precise === true && { thoroughness: 'precise' as const }),
    ...(flags.thorough === true && { thoroughness: 'thorough' as const }),
    ...(flags.ladder === true && { ladder: true }),
    ...(flags.recovery !== undefined && {
      recovery: flags.recovery ? ('alone' as const) : ('none' as const),
    }),
  });
}

/** The most that a search may order; no machine gets there. */
const MOST_LEVEL = 1_000_000;

function levelOption(key: string, text: string): Result<number> {
  const read = numberOption(key, text);
  if (read.ok && read.value > 0 && read.value <= MOST_LEVEL) return read;
  return misuse(
    `${optionName(key)} ${text} is not a load: a number of more than 0, up to ${formatNumber(MOST_LEVEL)}.`,
    `For example: ${optionName(key)} 10.`,
  );
}

function timeOption(text: string): Result<number> {
  const read = durationOf('maxTime', text);
  if (!read.ok || read.value > 0) return read;
  return misuse(`--max-time ${text} leaves no time to search.`, 'Give it a minute or more: --max-time 10m.');
}

function readIf(
  text: string | undefined,
  read: (text: string) => Result<number>,
): Result<number | undefined> {
  return text === undefined ? succeed(undefined) : read(text);
}
