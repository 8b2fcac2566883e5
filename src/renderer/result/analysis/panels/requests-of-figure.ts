import type { Area } from '../../../../contract/area.ts';
import { bandOf } from '../../../../contract/latency-bands.ts';
import type { RequestFilter } from '../../../../contract/request-rows.ts';
import type { Narrowed } from '../selecting/analysis-state.ts';
import { ALL_BANDS, type MeasuredRun, runAround } from '../selecting/area-edit.ts';
import type { Figured } from './AgainstPanel.tsx';

interface Sides {
  /** All requests of the scope. */
  readonly scoped: RequestFilter;
  readonly a: Area;
  /** Null: A is compared with the rest of the run. */
  readonly b: Area | null;
  readonly run: MeasuredRun;
}

/** The requests behind a figure, and what a list of them is called. */
export function requestsOfFigure({ side, place, what }: Figured, sides: Sides): Omit<Narrowed, 'of'> {
  const { b } = sides;
  const { area: _, ...scoped } = sides.scoped;
  const { area, ...rest } = withinOf(side, sides);
  const filter = {
    ...scoped,
    ...rest,
    ...(place === null ? {} : { service: place.service, endpoint: place.endpoint }),
  };
  const whose = [side === 'here' ? '' : b === null ? 'rest' : 'B', place?.endpoint ?? ''];
  const words = (of: string) => [...whose, of].filter((part) => part !== '').join(', ');
  switch (what.kind) {
    case 'all':
      return {
        words: words(side === 'here' && place === null ? 'all of A' : ''),
        filter: { ...filter, area },
      };
    case 'failed':
      return {
        words: words('failed'),
        filter: { ...filter, ...timeOf(filter), hasFailed: true, area: { ...area, ...ALL_BANDS } },
      };
    default: {
      const fromBand = Math.max(area.fromBand, bandOf(what.ms * 1_000));
      return { words: words(`${what.name} and beyond`), filter: { ...filter, area: { ...area, fromBand } } };
    }
  }
}

function withinOf(
  side: Figured['side'],
  { a, b, run }: Omit<Sides, 'scoped'>,
): { readonly area: Area; readonly outside?: Area } {
  if (side === 'here') return { area: a };
  return b === null ? { area: runAround(a, run), outside: a } : { area: b };
}

/** Failures have no latency that an area could cut. */
function timeOf({ outside }: RequestFilter): Pick<RequestFilter, 'outside'> {
  return outside === undefined ? {} : { outside: { ...outside, ...ALL_BANDS } };
}
