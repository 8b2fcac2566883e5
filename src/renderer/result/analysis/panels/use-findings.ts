import { useCallback, useMemo } from 'react';
import type { Area, Scope } from '../../../../contract/area.ts';
import type { RequestDetail, RequestFilter } from '../../../../contract/request-rows.ts';
import type { Selection } from '../../../../contract/selection.ts';
import type { Why } from '../../../../contract/why.ts';
import { type Answer, useAnswer } from '../../../parts/use-answer.ts';
import type { AnalysisSource } from '../analysis-source.ts';
import type { ListChoice } from '../selecting/analysis-link.ts';
import { listed, type Narrowed, narrowedTo, narrowingOf } from '../selecting/analysis-state.ts';
import { ALL_BANDS, measuredArea } from '../selecting/area-edit.ts';
import type { Analysis } from '../use-analysis.ts';
import { type RequestRows, useRequestRows } from './use-request-rows.ts';

/** What there is to say of a selection, as far as it is known. */
export interface Findings {
  readonly why: Answer<Why>;
  readonly selection: Answer<Selection>;
  readonly rows: RequestRows;
  readonly detail: Answer<RequestDetail>;
  /** What the list is narrowed to; empty: all of the selection. */
  readonly narrowedTo: string;
  /** Null: to all of the selection again. */
  narrow(to: Omit<Narrowed, 'of'> | null, list?: ListChoice): void;
  /** Which of them are listed. */
  readonly list: ListChoice;
  choosesList(list: ListChoice): void;
  /** Opens a request of the list; null: closes it. */
  choose(id: string | null): void;
  /** To the next one, or the one before. */
  step(by: 1 | -1): void;
  /** All requests of the selection; with nothing selected, of the measured time, as every figure is. */
  readonly filter: RequestFilter;
}

export function useFindings(
  { state, act, scope, length, warmup, pulse }: Analysis,
  source: AnalysisSource,
): Findings {
  const { a, b } = state.history.now;
  const { request, list } = state;
  const area = useMemo(() => a ?? measuredArea({ length, warmup }), [a, length, warmup]);
  const why = useAnswer(
    useCallback(() => source.why({ scope, area: a, against: b }), [source, scope, a, b]),
    pulse,
  );
  const selection = useAnswer(
    useCallback(() => source.select({ scope, area, against: b }), [source, scope, area, b]),
    pulse,
  );
  const any = useAnswer(
    useCallback(() => source.requests({ filter: {}, from: 0, limit: 1 }), [source]),
    pulse,
  );
  const own = narrowingOf(state);
  const filter = useMemo(() => filterOf(scope, area), [scope, area]);
  const asked = useMemo(() => {
    const chosen = own?.filter ?? filter;
    // An error rate of the run leads here, and is of all series.
    const failed = own === null ? { ...filter, primary: false } : chosen;
    if (list === 'failed') return { filter: failedOf(failed), order: 'slowest' as const };
    return { filter: chosen, order: list === 'fair' ? list : (own?.phase ?? list) };
  }, [own, filter, list]);
  const isOld = any.answer.state === 'ready' && !any.answer.value.runHasKept;
  const rows = useRequestRows(source, asked, { isOld, pulse });
  const detail = useAnswer(
    useMemo(
      () => (request === null ? null : () => source.request(request, scope.clock)),
      [source, request, scope.clock],
    ),
  );
  const choose = (id: string | null) => act((now) => ({ ...now, request: id }));
  return {
    why,
    selection,
    rows,
    detail,
    narrowedTo: own?.words ?? '',
    narrow: (to, next) => act((now) => narrowedTo(now, to, next)),
    list,
    choosesList: (next) => act((now) => listed(now, next)),
    choose,
    step: (by) => {
      const next = rows.at(rows.indexOf(request) + by);
      if (next !== undefined) choose(next.id);
    },
    filter,
  };
}

function filterOf({ service, endpoint, clock }: Scope, area: Area): RequestFilter {
  return {
    clock,
    ...(service === null ? {} : { service }),
    ...(endpoint === null ? {} : { endpoint }),
    ...(service === null && endpoint === null ? { primary: true } : {}),
    area,
  };
}

/** Failures have no latency that an area could cut: those of its time. */
export function failedOf({ area, ...rest }: RequestFilter): RequestFilter {
  return { ...rest, hasFailed: true, ...(area === undefined ? {} : { area: { ...area, ...ALL_BANDS } }) };
}
