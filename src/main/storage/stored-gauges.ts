import { gaugesOf, mergeGauges } from '../../contract/gauges.ts';
import type { RunSecond } from '../../contract/tick.ts';
import type { Bytes, Micros } from '../../contract/units.ts';

/** A load thread in a second, as it was stored before there were gauges. */
export interface ThreadVersion1 {
  readonly thread: number;
  readonly kind: 'http' | 'stream';
  readonly loopDelayMaxUs: Micros;
  readonly loopUtilisation: number;
  readonly gcPauseUs: Micros;
  readonly blocks: readonly { readonly atUs: Micros; readonly lengthUs: Micros }[];
  readonly latenessMaxUs: Micros;
  readonly latenessP99Us: Micros;
  readonly queuedMaxUs: Micros;
  readonly clientErrors: number;
}

/** The machine in a second, as it was stored before there were gauges. */
export interface MachineVersion1 {
  readonly processCpu: number;
  readonly machineCpu: number;
  readonly rssBytes: Bytes;
  readonly sleptUs: Micros;
  readonly stolen?: number;
  readonly othersCpu?: number;
}

/** What a second of before there were gauges says in them. */
export function gaugesOfVersion1(
  generators: readonly ThreadVersion1[],
  machine: MachineVersion1,
): Pick<RunSecond, 'gauges' | 'blocks'> {
  const threads = generators.flatMap((thread) =>
    gaugesOf({
      'threads.http': thread.kind === 'http' ? 1 : 0,
      'threads.stream': thread.kind === 'stream' ? 1 : 0,
      'loop.delay_max': thread.loopDelayMaxUs,
      'loop.utilisation': thread.loopUtilisation,
      'loop.gc_pause': thread.gcPauseUs,
      'lateness.max': thread.latenessMaxUs,
      'lateness.p99': thread.latenessP99Us,
      'queued.max': thread.queuedMaxUs,
      'client.errors': thread.clientErrors,
    }),
  );
  const own = gaugesOf({
    'process.cpu': machine.processCpu,
    'process.rss': machine.rssBytes,
    'machine.cpu': machine.machineCpu,
    'machine.others_cpu': machine.othersCpu ?? null,
    'machine.stolen': machine.stolen ?? null,
    'machine.slept': machine.sleptUs,
  });
  return {
    gauges: mergeGauges([...threads, ...own]),
    blocks: generators.flatMap(({ thread, blocks }) => blocks.map((block) => ({ thread, ...block }))),
  };
}
