import { formatClock } from '../../../contract/format.ts';
import { containerNotRunning, restartedAt } from '../../../contract/gap-reasons.ts';
import type { SecondIndex } from '../../../contract/units.ts';
import type { Reading, ReadMoment, WatchReader } from '../watch-reader.ts';
import { type ContainerStats, containerGauges, statsFrom } from './container-stats.ts';
import { EngineApi } from './engine-api.ts';
import type { EngineHost } from './engine-sockets.ts';
import { findContainer, type InspectedContainer } from './find-container.ts';
import { StatsSource } from './stats-source.ts';

/** Less than a second, so that a slow answer is known before the next is due. */
const TIMEOUT_MS = 800;

/**
 * Reads a container through its engine: its state, then its figures. Where it is started again, its
 * counts begin anew: the figures that are rates are a gap in that second. A container of the same name that takes its place
 * is another start.
 *
 * | state            | told                                                              |
 * |------------------|-------------------------------------------------------------------|
 * | runs, ran before | all                                                               |
 * | runs, first seen | levels; rates from the next second on                             |
 * | started anew     | levels, and the gap "Restarted at 0:42."                          |
 * | runs, no figures | nothing, and the gap "The container engine told no figures of x." |
 * | does not run     | nothing, and the gap "… is not running (exited, code 137)."       |
 * | not there        | nothing, and the gap "No container named x."                      |
 *
 * @param wanted its whole name, or its id
 * @param host absent: this machine
 */
export function createContainerReader(wanted: string, host?: EngineHost): WatchReader {
  const engine = new EngineApi({ timeoutMs: TIMEOUT_MS, ...(host === undefined ? {} : { host }) });
  return new ContainerReader(engine, wanted);
}

class ContainerReader implements WatchReader {
  readonly #engine: EngineApi;
  readonly #wanted: string;
  readonly #source: StatsSource;
  #last: ContainerStats | null = null;
  /** Id and start of the container that was read last. */
  #start: string | null = null;
  #toldFound = '';
  readonly #toldRemarks = new Set<string>();

  constructor(engine: EngineApi, wanted: string) {
    this.#engine = engine;
    this.#wanted = wanted;
    this.#source = new StatsSource(engine);
  }

  async read({ second }: ReadMoment): Promise<Reading> {
    const container = await findContainer(this.#engine, this.#wanted);
    if (!container.ok) return gapOf(container.failure.message);
    // Of one that does not run some engines wait for figures, and let nobody else ask meanwhile.
    if (!container.value.isRunning) return gapOf(notRunning(this.#wanted, container.value));
    const answer = await this.#source.read(container.value.id);
    if (!answer.ok) return gapOf(answer.failure.message);
    const stats = statsFrom(answer.value);
    // The engine answers with zeros while it stops or starts one: its state, which was asked before, says that it runs.
    if (stats === null) return gapOf(`The container engine told no figures of ${this.#wanted}.`);
    return this.#reading(second, container.value, stats);
  }

  close(): void {
    this.#source.close();
    this.#engine.close();
  }

  #reading(second: SecondIndex, container: InspectedContainer, stats: ContainerStats): Reading {
    const start = `${container.id} ${container.startedAt}`;
    const isRestart = this.#start !== null && (this.#start !== start || this.#countsLess(stats));
    const before = isRestart || !isSoonAfter(this.#last, stats) ? null : this.#last;
    this.#start = start;
    this.#last = stats;
    const at = formatClock(startedSecond(second, container, stats) * 1_000);
    const begins = before === null && second >= 0 ? BEGINS : null;
    const gap = isRestart ? restartedAt(at) : begins;
    const gauges = containerGauges(before, stats, container);
    return { gauges, ...(gap === null ? {} : { gap }), ...this.#news(container, stats) };
  }

  #countsLess(stats: ContainerStats): boolean {
    return stats.cpuUs !== null && stats.cpuUs < (this.#last?.cpuUs ?? 0);
  }

  /** What is told when it changes, and what once. */
  #news(container: InspectedContainer, stats: ContainerStats): Pick<Reading, 'found' | 'remarks'> {
    const found = `container ${container.name} (${container.image}, ${container.id.slice(0, 12)})`;
    const isNew = found !== this.#toldFound;
    this.#toldFound = found;
    const all = [
      ...this.#source.remarks,
      ...(container.sharesNetwork ? [SHARED_NETWORK] : []),
      ...(stats.hasFilePages ? [FILE_PAGES] : []),
      ...(stats.memory === null ? [notCounted('memory')] : []),
      ...(stats.cpuUs === null ? [notCounted('CPU time')] : []),
    ];
    const remarks = all.filter((remark) => !this.#toldRemarks.has(remark));
    for (const remark of remarks) this.#toldRemarks.add(remark);
    return { ...(isNew ? { found } : {}), ...(remarks.length === 0 ? {} : { remarks }) };
  }
}

const BEGINS = 'Its rates begin with this reading.';
/** Readings further apart say what was used in another second as well. */
const FAR_APART_US = 2_500_000;

function isSoonAfter(before: ContainerStats | null, now: ContainerStats): boolean {
  const apart = before === null ? 0 : now.atUs - before.atUs;
  return apart > 0 && apart < FAR_APART_US;
}

function gapOf(gap: string): Reading {
  return { gauges: [], gap };
}

const FILE_PAGES =
  'Its memory is told with the pages of files that can be dropped: this engine does not name them.';
const SHARED_NETWORK =
  'It shares the network of this machine or of another container: its network bytes are not counted.';

function notCounted(what: string): string {
  return `Its ${what} is not told: this machine does not count that of containers.`;
}

/** Of the run, in which the container was started: so long before the reading as the engine's clock says. */
function startedSecond(
  second: SecondIndex,
  { startedAt }: InspectedContainer,
  { atUs }: ContainerStats,
): SecondIndex {
  const age = atUs / 1_000_000 - Date.parse(startedAt) / 1_000;
  return Number.isFinite(age)
    ? Math.min(Math.max(0, Math.floor(second + 1 - age)), Math.max(0, second))
    : second;
}

/** @example 'Container shop-db is not running (exited, code 137, out of memory).' */
export function notRunning(wanted: string, { state, exitCode, wasOutOfMemory }: InspectedContainer): string {
  const ended = state === 'exited' || state === 'dead';
  const words = [state, ended ? `code ${exitCode}` : '', wasOutOfMemory ? 'out of memory' : ''];
  return containerNotRunning(wanted, words.filter((word) => word !== '').join(', '));
}
