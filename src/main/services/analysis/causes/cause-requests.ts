import type { Area } from '../../../../contract/area.ts';
import { LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import type { RequestFilter } from '../../../../contract/request-rows.ts';
import { PHASES } from '../../../../contract/tick.ts';
import type { CauseKind } from '../../../../contract/why.ts';
import type { Cause, CauseContext } from './cause.ts';
import type { Observed } from './observed.ts';
import { LARGE, medianBytes } from './property-causes.ts';
import type { SlowSet } from './slow-set.ts';
import { highSeconds } from './time-causes.ts';

/** Where a cause is seen on the heatmap: its seconds, from the band on where the first of its endpoints is slow. */
export function areaOf({ span, endpoint, cuts }: Cause, { area }: Pick<CauseContext, 'area'>): Area {
  const own = endpoint === null ? cuts : cuts.subarray(endpoint, endpoint + 1);
  const first = own.reduce((least, cut) => Math.min(least, cut), LATENCY_BANDS);
  return {
    fromSecond: span?.[0] ?? area.fromSecond,
    toSecond: span?.[1] ?? area.toSecond,
    fromBand: Math.min(Math.max(area.fromBand, first), area.toBand),
    toBand: area.toBand,
  };
}

/** Which kept requests are behind a cause, so that a list of them shows these and no others. */
export function requestsOf(
  cause: Cause,
  context: CauseContext,
  set: SlowSet,
  clock: 'intended' | 'actual',
): RequestFilter {
  const { observed } = context;
  const seconds = secondsOf(cause, observed, context.area);
  return {
    area: areaOf(cause, context),
    clock,
    slow: slowOf(cause, context, set),
    ...(seconds === null ? {} : { seconds }),
    ...PROPERTY[cause.kind](cause, context),
  };
}

/** The seconds of an area that a cause is of; null: it is not one of some seconds. */
export function secondsOf({ kind, value }: Cause, observed: Observed, area: Area): number[] | null {
  const { disturbed, gauges } = observed;
  if (kind !== 'disturbed' && kind !== 'gauge') return null;
  const values = gauges.find(({ name }) => name === value)?.values ?? new Float32Array();
  const chosen = kind === 'disturbed' ? disturbed : highSeconds(values);
  const length = area.toSecond - area.fromSecond + 1;
  return Array.from({ length }, (_, place) => area.fromSecond + place).filter(
    (second) => chosen[second] === 1,
  );
}

type Property = (cause: Cause, context: CauseContext) => Partial<RequestFilter>;
const none: Property = () => ({});

const PROPERTY: Readonly<Record<CauseKind, Property>> = {
  connection: ({ value }, { names }) => ({ connection: names.connections[Number(value)] ?? value }),
  address: ({ value }, { names }) => ({ address: names.addresses[Number(value)] ?? value }),
  'new-connection': () => ({ isNew: true }),
  status: ({ value }) => ({ status: Number(value) }),
  'large-body': none,
  disturbed: none,
  gauge: none,
  endpoint: none,
  burst: none,
  phase: none,
};

/** From where on each endpoint of a cause is slow, and what else is its own. */
function slowOf(
  cause: Cause,
  { observed, names }: CauseContext,
  set: SlowSet,
): NonNullable<RequestFilter['slow']> {
  const { kind, endpoint: only, cuts, phaseFromUs, value } = cause;
  const phase = PHASES.find((name) => name === value);
  const medians = kind === 'large-body' ? medianBytes(observed, set) : null;
  return names.endpoints.flatMap(({ service, endpoint }, number) => {
    const fromBand = cuts[number] ?? LATENCY_BANDS;
    if (fromBand === LATENCY_BANDS || (only !== null && only !== number)) return [];
    const fromUs = phaseFromUs?.[number];
    return [
      {
        service,
        endpoint,
        fromBand,
        ...(medians === null ? {} : { minBytes: Math.floor(LARGE * (medians[number] ?? 0)) + 1 }),
        ...(fromUs === undefined || phase === undefined ? {} : { phase: { name: phase, fromUs } }),
      },
    ];
  });
}
