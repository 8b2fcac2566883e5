import { setTimeout as wait } from 'node:timers/promises';
import { fail, failureText, type Result, succeed } from '../../../contract/failure.ts';
import type { SeriesRow, SeriesState } from '../../../contract/run-series.ts';
import type { SeriesDetail, SeriesDocument } from '../../../contract/run-series-schema.ts';
import { SERIES_SIDES } from '../../../contract/series-verdict.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { Millis } from '../../../contract/units.ts';
import type { ArgumentOf, ExportedFile } from '../../../contract/wire.ts';
import type { SeriesListing, SeriesRecord, SeriesSettings } from '../../storage/series-record.ts';
import type { Storage } from '../../storage/storage.ts';
import type { StartedSeries, StartRun, StartSeries } from '../app-port.ts';
import type { EventHub } from '../event-hub.ts';
import type { Ports } from '../ports.ts';
import { seriesJunit } from '../reports/series-junit.ts';
import { seriesMarkdown } from '../reports/series-markdown.ts';
import { keepNewest } from '../runs/keep-newest.ts';
import type { ReadyRun } from '../runs/preflight.ts';
import { READ_ONLY, RUN_BUSY } from '../runs/run-failures.ts';
import { makeRunId } from '../runs/run-id.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { runEnd } from './left-out.ts';
import { LiveSeries, type LiveSeriesParts } from './live-series.ts';
import { MeasuredRuns } from './measured-runs.ts';
import { plannedRuns } from './planned-runs.ts';
import { seriesDocument } from './series-document.ts';
import {
  damagedSeries,
  NO_SEARCH,
  noMoreRuns,
  noSeries,
  ONE_RUN,
  SERIES_BUSY,
  seriesElsewhere,
  seriesRunning,
} from './series-failures.ts';
import { seriesRow } from './series-row.ts';
import {
  type CheckedSide,
  checkedSide,
  type LiveSide,
  type LiveSides,
  sideAgain,
  whyNoSeries,
} from './series-sides.ts';
import { turnsLeft } from './series-turns.ts';

interface SeriesParts {
  readonly storage: Pick<Storage, 'series' | 'runs' | 'readonly' | 'failureOf'>;
  readonly events: EventHub;
  readonly ports: Pick<Ports, 'now' | 'random'>;
  readonly known: KnownSecrets;
  readonly startRun: LiveSeriesParts['startRun'];
  readonly stopRun: LiveSeriesParts['stopRun'];
  readonly filesOf: LiveSeriesParts['filesOf'];
  /** Whether a run of this process is under way. */
  isRunning(): boolean;
  /** What must hold before a run of a side is started. */
  preflight(run: StartRun): Promise<Result<ReadyRun>>;
  /** The document of a run. */
  summaryOf(runId: string): Promise<Result<Summary>>;
  onBug(error: unknown): void;
}

/** A stop is answered when the series has ended, or after this long at the latest. */
const STOP_ANSWER_MS: Millis = 900;
const FORMS = {
  json: {
    suffix: '.json',
    mediaType: 'application/json',
    write: (document: SeriesDocument) => `${JSON.stringify(document, null, 2)}\n`,
  },
  markdown: { suffix: '.md', mediaType: 'text/markdown', write: seriesMarkdown },
  junit: { suffix: '-junit.xml', mediaType: 'application/xml', write: seriesJunit },
} as const;
/** Of so many series the sides are remembered with what is not stored of them. */
const MAX_REMEMBERED = 20;

/** The series of runs: the one under way in this process, and all that are stored. */
export class RunSeries {
  readonly #parts: SeriesParts;
  #live: LiveSeries | null = null;
  /** Resolves when what came out of the last one is stored. */
  #ending: Promise<void> = Promise.resolve();
  #starting = false;
  #closing = false;
  /** What this process knows of sides and never stored. */
  readonly #sides = new Map<string, LiveSides>();
  #seals: ReadonlyMap<string, number> | null = null;
  readonly #readings: MeasuredRuns;

  constructor(parts: SeriesParts) {
    this.#parts = parts;
    this.#readings = new MeasuredRuns(parts.storage.runs, parts.summaryOf);
  }

  /** A series of this process goes on, or is about to: no other run may begin between its runs. */
  get isUnderWay(): boolean {
    return this.#starting || this.#live !== null;
  }

  /**
   * Checks both sides, and takes the first run; the others follow.
   * @returns failures `series.…`, `run.busy`, `storage.read_only`, and those of `preflightRun`
   */
  async start(asked: StartSeries): Promise<Result<StartedSeries>> {
    const { runsPerSide, a, b, force = false, name } = asked;
    if (runsPerSide < 2) return fail(ONE_RUN);
    if ([a, b].some((side) => side?.overrides?.capacity !== undefined)) return fail(NO_SEARCH);
    return this.#begin(async () => {
      const sides: CheckedSide[] = [];
      for (const one of b === undefined ? [a] : [a, b]) {
        const files = one.plan.kind === 'stored' ? this.#parts.filesOf(one.plan.planId) : undefined;
        const run = { ...one, force, ...(files === undefined ? {} : { files }) };
        const ready = await this.#parts.preflight(run);
        if (!ready.ok) return this.#parts.known.redact(ready);
        sides.push(checkedSide(run, ready.value, this.#parts.known));
      }
      const refusal = whyNoSeries(sides);
      if (refusal !== null) return fail(refusal);
      const createdAt = this.#parts.ports.now();
      const seriesId = makeRunId(createdAt, this.#parts.ports.random());
      const settings = settingsOf(asked);
      const create = () =>
        this.#store.create({
          seriesId,
          name: nameOf(name, sides),
          createdAt,
          labels: sides.map(({ record }) => record.label),
          settings,
          sides: sides.map(({ record }) => record),
        });
      return this.#take({ seriesId, settings, sides: sidesOf(sides), taken: [], name }, create);
    });
  }

  /** @returns failures as `start`, `series.complete`, `series.secret_values` */
  async goOn({
    seriesId,
    more,
    values = {},
    force,
  }: ArgumentOf<'series.continue'>): Promise<Result<StartedSeries>> {
    this.#settle();
    const record = this.#store.get(seriesId);
    if (record === null) return fail(noSeries(seriesId));
    if (record.state === 'running')
      return fail(this.#live?.seriesId === seriesId ? seriesRunning(seriesId) : seriesElsewhere(seriesId));
    if (record.damage !== undefined) return fail(damagedSeries(record.damage));
    return this.#begin(async () => {
      await this.#decideOpenRuns(record);
      const runs = this.#store.listing(seriesId)?.runs ?? [];
      const suggested = (await this.#documentOf({ ...record, runs })).verdict?.more ?? null;
      const planned = plannedRuns(record.settings, { more, sides: record.sides.length, runs, suggested });
      if (!planned.ok) return planned;
      const settings = {
        ...record.settings,
        runsPerSide: planned.value,
        force: force ?? record.settings.force,
      };
      const known = this.#sides.get(seriesId);
      const sides: LiveSide[] = [];
      for (const [nth, one] of record.sides.entries()) {
        const side = SERIES_SIDES[nth] ?? 'A';
        const again = rememberedOr(known?.get(side), () => sideAgain(side, one, values));
        if (!again.ok) return again;
        sides.push(again.value);
      }
      const resume = () => {
        if (!this.#store.resume(seriesId, settings)) throw new Error(`series ${seriesId} goes on elsewhere`);
      };
      return this.#take({ seriesId, settings, sides: sidesOf(sides), taken: runs, name: undefined }, resume);
    });
  }

  /** Ends the run under way and takes no other; a second call with `now` cuts the run. */
  async stop({ seriesId, now }: ArgumentOf<'series.stop'>): Promise<Result<{ state: SeriesState }>> {
    const live = this.#live;
    if (live?.seriesId !== seriesId) {
      const listing = this.#store.listing(seriesId);
      if (listing === null) return fail(noSeries(seriesId));
      if (this.#store.runningElsewhere().includes(seriesId)) return fail(seriesElsewhere(seriesId));
      return succeed({ state: listing.state });
    }
    live.stop({ now });
    await Promise.race([live.done, wait(STOP_ANSWER_MS, null, { ref: false })]);
    return succeed({ state: this.#store.listing(seriesId)?.state ?? 'stopped' });
  }

  list({ deleted = false }: ArgumentOf<'series.list'> = {}): SeriesRow[] {
    this.#settle();
    this.repair();
    return this.#store.list(deleted).map((listing) => this.#row(listing));
  }

  async get(seriesId: string): Promise<Result<SeriesDetail>> {
    this.#settle();
    const found = this.#store.listing(seriesId);
    if (found !== null) await this.#decideOpenRuns(found);
    const record = this.#store.get(seriesId);
    if (record === null) return fail(noSeries(seriesId));
    const document = await this.#documentOf(record);
    return succeed({ row: { ...this.#row(record), lead: document.lead }, document });
  }

  async export({ seriesId, format }: ArgumentOf<'series.export'>): Promise<Result<ExportedFile>> {
    const detail = await this.get(seriesId);
    if (!detail.ok) return detail;
    const { suffix, mediaType, write } = FORMS[format];
    const { document } = detail.value;
    return succeed({ fileName: `plimsoll-series-${seriesId}${suffix}`, mediaType, text: write(document) });
  }

  delete(seriesId: string): Result<{ seriesId: string }> {
    if (this.#store.listing(seriesId)?.state === 'running') return fail(seriesRunning(seriesId));
    const changed = this.#setDeleted(seriesId, true);
    return changed.ok ? succeed({ seriesId }) : changed;
  }

  restore(seriesId: string): Result<SeriesRow> {
    return this.#setDeleted(seriesId, false);
  }

  /** Marks series whose process is gone, and tells of them. */
  repair(): void {
    if (this.#parts.storage.readonly) return;
    for (const seriesId of this.#store.repairInterrupted()) this.#tell(seriesId);
  }

  /** Tells of every series that another process began, changed or ended since the last time. */
  catchUp(): void {
    this.repair();
    const seals = this.#store.seals();
    const known = this.#seals;
    this.#seals = seals;
    if (known === null) return;
    for (const [seriesId, seal] of seals)
      if (known.get(seriesId) !== seal && this.#live?.seriesId !== seriesId) this.#tell(seriesId);
  }

  /** Takes no other run; the one under way is ended by whoever closes all runs. @returns when what it says can be read */
  async close(endRuns: () => Promise<void>): Promise<void> {
    this.#closing = true;
    this.#live?.stop({ closing: true });
    await endRuns();
    await this.#ending;
  }

  get #store(): Storage['series'] {
    return this.#parts.storage.series;
  }

  /** One at a time, and none beside a run. */
  async #begin(work: () => Promise<Result<StartedSeries>>): Promise<Result<StartedSeries>> {
    if (this.isUnderWay) return fail(SERIES_BUSY);
    if (this.#parts.isRunning() || this.#closing) return fail(RUN_BUSY);
    if (this.#parts.storage.readonly) return fail(READ_ONLY);
    this.#starting = true;
    try {
      return await work();
    } finally {
      this.#starting = false;
    }
  }

  /** Starts the first run, and stores that the series goes on. @param store is done in the same moment */
  async #take(
    {
      seriesId,
      settings,
      sides,
      taken,
      name,
    }: {
      readonly seriesId: string;
      readonly settings: SeriesSettings;
      readonly sides: LiveSides;
      readonly taken: SeriesListing['runs'];
      readonly name: string | undefined;
    },
    store: () => void,
  ): Promise<Result<StartedSeries>> {
    const turns = turnsLeft(settings, sides.size, taken);
    const [first] = turns;
    if (first === undefined) return fail(noMoreRuns(settings.runsPerSide));
    const { pauseMs, force, runsPerSide: retakes } = settings;
    const { startRun, stopRun, filesOf, onBug } = this.#parts;
    const live = new LiveSeries(
      { seriesId, sides, turns, pauseMs, name, force, retakes },
      { store: this.#store, startRun, stopRun, filesOf, onBug, onChange: () => this.#tell(seriesId) },
    );
    const started = await live.begin();
    if (!started.ok) return started;
    const { runId, remarks } = started.value;
    try {
      store();
      this.#store.addRun(seriesId, { runId, ...first });
    } catch (error) {
      // What is of no series is not wanted.
      void stopRun({ runId, now: true });
      throw error;
    }
    this.#live = live;
    live.follow(started.value);
    this.#ending = live.done.then(() => this.#ended(live));
    const done = this.#ending.then(() => live.failure);
    this.#tell(seriesId);
    return succeed({ seriesId, runId, remarks, done });
  }

  /** What its process knows of it stays known, and what came out is stored. */
  async #ended(live: LiveSeries): Promise<void> {
    const { seriesId } = live;
    keepNewest(this.#sides, MAX_REMEMBERED, [seriesId, live.sides()]);
    try {
      if (!this.#closing) this.#store.setLead(seriesId, await this.#leadOf(seriesId));
    } catch (error) {
      if (this.#parts.storage.failureOf(error) === null) this.#parts.onBug(error);
    }
    this.#live = null;
    this.#tell(seriesId);
  }

  async #leadOf(seriesId: string): Promise<string> {
    const record = this.#store.get(seriesId);
    if (record === null) return '';
    return (await this.#documentOf(record)).lead;
  }

  async #documentOf(record: SeriesRecord): Promise<SeriesDocument> {
    return seriesDocument(record, await this.#readings.of(record));
  }

  /** A run that was going on when its process vanished: what its end means is decided now. */
  async #decideOpenRuns({ seriesId, state, runs }: SeriesListing): Promise<void> {
    if (state === 'running' || this.#parts.storage.readonly) return;
    for (const { runId, slot } of runs.filter(({ leftOut }) => leftOut === null)) {
      const summary = await this.#parts.summaryOf(runId);
      const { leftOut } = summary.ok ? runEnd(summary.value) : { leftOut: failureText(summary.failure) };
      this.#store.decide(seriesId, runId, { leftOut, isFilled: slot >= 0 && leftOut === '' });
    }
  }

  /** One of this process that is not under way any more and whose end could not be stored then. */
  #settle(): void {
    if (this.#parts.storage.readonly || this.isUnderWay) return;
    for (const seriesId of this.#store.heldHere())
      this.#store.end(seriesId, {
        state: 'interrupted',
        reason: 'Its end could not be stored when it came.',
      });
  }

  #setDeleted(seriesId: string, deleted: boolean): Result<SeriesRow> {
    if (this.#store.listing(seriesId) === null) return fail(noSeries(seriesId));
    this.#store.setDeleted(seriesId, deleted);
    return succeed(this.#tell(seriesId));
  }

  #tell(seriesId: string): SeriesRow {
    const listing = this.#store.listing(seriesId);
    if (listing === null) throw new Error(`series ${seriesId} vanished`);
    const row = this.#row(listing);
    this.#parts.events.emit('series.changed', row);
    return row;
  }

  #row(listing: SeriesListing): SeriesRow {
    const live = this.#live?.seriesId === listing.seriesId ? this.#live : null;
    return seriesRow(listing, live?.progress ?? null);
  }
}

function sidesOf(sides: readonly LiveSide[]): LiveSides {
  return new Map(sides.map((side, nth) => [SERIES_SIDES[nth] ?? 'A', side]));
}

/** As the user calls it, else by its plans. */
function nameOf(name: string | undefined, sides: readonly CheckedSide[]): string {
  if (name !== undefined && name.trim() !== '') return name.trim();
  return [...new Set(sides.map(({ record }) => record.planName))].join(' and ');
}

function settingsOf(asked: StartSeries): SeriesSettings {
  const {
    looks = 'open',
    pauseMs = 0,
    discard = 0,
    primary = null,
    minChangePercent = 3,
    force = false,
  } = asked;
  return { looks, runsPerSide: asked.runsPerSide, pauseMs, discard, primary, minChangePercent, force };
}

function rememberedOr(known: LiveSide | undefined, read: () => Result<LiveSide>): Result<LiveSide> {
  return known === undefined ? read() : succeed(known);
}
