import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { RunSecond, SeriesCounts } from '../../src/contract/tick.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';
import { startCrew } from '../../src/workers/threads/crew.ts';
import type { Crew, CrewEnd, Watching } from '../../src/workers/threads/crew-port.ts';

export interface CrewRun {
  readonly end: CrewEnd;
  readonly addresses: Readonly<Record<string, string>>;
  readonly seconds: readonly RunSecond[];
  readonly totals: SeriesCounts;
  readonly codes: Readonly<Record<string, number>>;
  /** Merged over the run, all series. */
  readonly response: Histogram;
  readonly service: Histogram;
  /** Texts the load threads told of, which whoever keeps the seconds has to hide in them. */
  readonly learned: ReadonlySet<string>;
}

export interface CrewRunOptions {
  readonly threads?: number;
  readonly precision?: 'tick' | 'spin';
  readonly threadEntry?: URL;
  readonly watching?: Watching;
  /** Called with the crew once it was started, and after each second. */
  readonly meanwhile?: (crew: Crew) => void;
  readonly onSecond?: (second: RunSecond, crew: Crew) => void;
}

const ENTRY = new URL('../../src/workers/threads/entry.ts', import.meta.url);

/** Runs a plan on real load threads, as the services do. */
export async function runCrew(plan: RunPlan, options: CrewRunOptions = {}): Promise<CrewRun> {
  const { threads = 1, precision = 'tick', threadEntry = ENTRY, watching } = options;
  const seconds: RunSecond[] = [];
  const learned = new Set<string>();
  const crew: Crew = startCrew({
    runId: 'test',
    plan,
    threads,
    threadEntry,
    secrets: {},
    ...(watching === undefined ? {} : { watching }),
    precision,
    plimsollVersion: 'test',
    onSecrets: (secrets) => {
      for (const [, text] of secrets) learned.add(text);
    },
    onSecond: (second) => {
      seconds.push(second);
      options.onSecond?.(second, crew);
    },
  });
  options.meanwhile?.(crew);
  const end = await crew.done;
  return { end, addresses: crew.addresses, seconds, learned, ...summed(seconds) };
}

function summed(seconds: readonly RunSecond[]) {
  const totals = {} as Record<keyof SeriesCounts, number>;
  const codes: Record<string, number> = {};
  const response = new Histogram();
  const service = new Histogram();
  for (const second of seconds) {
    totals.waiting = 0;
    totals.inFlight = 0;
    for (const { counts, histograms } of second.series) {
      for (const [name, count] of Object.entries(counts) as [keyof SeriesCounts, number][]) {
        totals[name] = (totals[name] ?? 0) + count;
      }
      if (histograms.response !== null) response.mergeEncoded(histograms.response);
      if (histograms.service !== null) service.mergeEncoded(histograms.service);
    }
    for (const { failure, count } of second.failures)
      codes[failure.code] = (codes[failure.code] ?? 0) + count;
  }
  return { totals, codes, response, service };
}

/** Throws unless the books balance in every second and in total. */
export function checkBooks(seconds: readonly RunSecond[]): void {
  const before = new Map<number, { waiting: number; inFlight: number }>();
  for (const { second, series } of seconds) {
    for (const { series: index, counts } of series) {
      const { waiting, inFlight } = before.get(index) ?? { waiting: 0, inFlight: 0 };
      const due = counts.planned + waiting - counts.sent - counts.dropped - counts.cancelled - counts.waiting;
      const open = counts.sent + inFlight - counts.ok - counts.errors - counts.inFlight;
      if (due !== 0 || open !== 0) {
        throw new Error(`second ${second}, series ${index}: ${due} due and ${open} sent are unaccounted for`);
      }
      before.set(index, { waiting: counts.waiting, inFlight: counts.inFlight });
    }
  }
}
