import type { Area, Scope } from '../../../../contract/area.ts';
import { fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { Heatmap } from '../../../../contract/heatmap.ts';
import type { RequestDetail, RequestPage } from '../../../../contract/request-rows.ts';
import type { Selection, StretchGrades } from '../../../../contract/selection.ts';
import type { Why } from '../../../../contract/why.ts';
import { BandCounts } from '../reading/band-counts.ts';
import { heatmapOf } from '../reading/heatmap.ts';
import { requestDetail } from '../reading/one-request.ts';
import { placeOf, requestPage, rowAt } from '../reading/request-list.ts';
import { selectionOf } from '../reading/select.ts';
import { whyOf } from '../reading/why-of.ts';
import type { CarriedRun } from './carried-run.ts';
import type { GradesAsked } from './grades-in.ts';

/** Answers about the run that a report carries, by the same code as in the window. Nothing of it needs a program. */
export class CarriedAnswers {
  readonly #run: CarriedRun;
  readonly #bands: BandCounts;

  constructor(run: CarriedRun) {
    this.#run = run;
    this.#bands = new BandCounts(run);
  }

  heatmap(scope: Scope): Result<Heatmap> {
    return succeed(heatmapOf(this.#run, scope));
  }

  select(of: {
    readonly scope: Scope;
    readonly area: Area;
    readonly against: Area | null;
  }): Result<Selection> {
    return succeed(selectionOf(this.#run, this.#bands, { ...of, against: of.against ?? undefined }));
  }

  why(of: {
    readonly scope: Scope;
    readonly area: Area | null;
    readonly against?: Area | null;
  }): Result<Why> {
    return succeed(whyOf(this.#run, this.#bands, of));
  }

  /** Of each threshold over a stretch of time or over all but it, as the window has them of the document of that part. */
  grades(of: GradesAsked): Result<StretchGrades> {
    return succeed({ rows: this.#run.gradesIn(of) });
  }

  requests(of: Parameters<typeof requestPage>[1]): Result<RequestPage> {
    return succeed(requestPage(this.#run, of));
  }

  /** @param clock by which its times are */
  request(id: string, clock: Scope['clock']): Result<RequestDetail> {
    const place = placeOf(id);
    const found = place === null ? null : rowAt(this.#run, place, clock);
    if (found === null) return fail(noRequest(id));
    const { head } = this.#run;
    const { row, request } = found;
    const exchange = this.#run.exchangeOf(request);
    const medians = head.medians[clock][request.series];
    return succeed(
      requestDetail(this.#run, { row, request, clock, exchange, trace: head.trace ?? undefined, medians }),
    );
  }
}

function noRequest(id: string): ReturnType<typeof testFailure> {
  return testFailure('report.no_request', `This report carries no request ${id}.`, 'Choose one of its list.');
}
