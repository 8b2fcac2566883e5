import { fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Heatmap } from '../../../contract/heatmap.ts';
import type { RequestDetail, RequestPage } from '../../../contract/request-rows.ts';
import type { Selection } from '../../../contract/selection.ts';
import type { Why } from '../../../contract/why.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import type { RunStore } from '../../storage/run-record.ts';
import { whySlow } from '../analysis/causes/name-causes.ts';
import { BandCounts } from '../analysis/reading/band-counts.ts';
import { EncodedRun, isSameRequest } from '../analysis/reading/encoded-run.ts';
import { heatmapOf } from '../analysis/reading/heatmap.ts';
import { observedRun } from '../analysis/reading/observed-run.ts';
import { requestDetail } from '../analysis/reading/one-request.ts';
import { placeOf, requestPage, rowAt } from '../analysis/reading/request-list.ts';
import { selectionOf } from '../analysis/reading/select.ts';
import { notFound } from '../runs/run-failures.ts';
import { readRun } from '../runs/stored-texts.ts';
import type { RunRedactor } from '../secrets/run-redactor.ts';

interface Reading {
  readonly run: EncodedRun;
  readonly bands: BandCounts;
  readonly redact: RunRedactor;
  /** How far it was stored when it was read. */
  readonly durationMs: number;
}

/** Answers what is asked about the requests of a run, from its stored seconds. */
export class Reads {
  readonly #store: Pick<RunStore, 'get' | 'seconds'>;
  #last: { readonly runId: string; readonly reading: Reading } | null = null;

  constructor(store: Pick<RunStore, 'get' | 'seconds'>) {
    this.#store = store;
  }

  heatmap({ runId, scope }: ArgumentOf<'runs.heatmap'>): Result<Heatmap> {
    const reading = this.#read(runId);
    return reading === null ? fail(notFound(runId)) : succeed(heatmapOf(reading.run, scope));
  }

  select({ runId, ...asked }: ArgumentOf<'runs.select'>): Result<Selection> {
    const reading = this.#read(runId);
    if (reading === null) return fail(notFound(runId));
    return succeed(reading.redact.seen(selectionOf(reading.run, reading.bands, asked)));
  }

  why({ runId, scope, area }: ArgumentOf<'runs.why'>): Result<Why> {
    const reading = this.#read(runId);
    if (reading === null) return fail(notFound(runId));
    const { observed, names } = observedRun(reading.run, reading.bands, scope);
    return succeed(reading.redact.seen(whySlow(observed, names, { area: area ?? null, clock: scope.clock })));
  }

  requests({ runId, filter, from = 0, limit }: ArgumentOf<'runs.requests'>): Result<RequestPage> {
    const reading = this.#read(runId);
    if (reading === null) return fail(notFound(runId));
    return succeed(reading.redact.seen(requestPage(reading.run, { filter, from, limit })));
  }

  request({ runId, id }: ArgumentOf<'runs.request'>): Result<RequestDetail> {
    const reading = this.#read(runId);
    if (reading === null) return fail(notFound(runId));
    const place = placeOf(id);
    const found = place === null ? null : rowAt(reading.run, place);
    if (place === null || found === null) return fail(noRequest(id));
    const second = this.#store.seconds(runId).seconds.find((one) => one.second === place.second);
    const whole =
      second?.exemplars.find((one) => isSameRequest(one, { ...found.row, series: found.series })) ?? null;
    const { seen } = reading.redact;
    // A command is made of what is hidden already, so that a secret in it has the name of a variable.
    const trace = this.#store.get(runId)?.plan.trace;
    return succeed(seen(requestDetail(reading.run, { ...found, whole: seen(whole), trace })));
  }

  #read(runId: string): Reading | null {
    const record = this.#store.get(runId);
    if (record === null) return null;
    if (this.#last?.runId === runId && this.#last.reading.durationMs === record.durationMs)
      return this.#last.reading;
    const { redact, record: hidden } = readRun(record);
    const run = new EncodedRun({ plan: hidden.plan, precision: record.overrides.precision ?? 'tick' });
    for (const second of this.#store.seconds(runId).seconds) run.add(second);
    const reading = { run, bands: new BandCounts(run), redact, durationMs: record.durationMs };
    this.#last = { runId, reading };
    return reading;
  }
}

function noRequest(id: string): ReturnType<typeof notFound> {
  return {
    code: 'run.request_not_found',
    side: 'test',
    message: `No request ${id} was kept of this run.`,
    hint: 'The list of kept requests shows which were.',
  };
}
