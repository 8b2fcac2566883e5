import { bandOf, LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import type { Lead } from '../../../parts/leads.tsx';
import { PHASE_LOOKS } from '../../../parts/phase-looks.ts';
import { linkOf, parseLink } from './analysis-link.ts';
import { type AnalysisState, linkedView, narrowedTo, selectArea, stateOfLink } from './analysis-state.ts';
import { ALL_BANDS, type MeasuredRun, measuredArea } from './area-edit.ts';
import { scopedTo, scopeName } from './scopes.ts';

/**
 * To the requests behind a figure. What is selected already bounds their time, as it bounds that of the figure.
 */
export function followLead(state: AnalysisState, lead: Lead, run: MeasuredRun): AnalysisState {
  const { service, endpoint } = lead;
  const name = service === null ? '' : scopeName(service, endpoint);
  const scoped: AnalysisState = { ...scopedTo(state, name), list: 'slowest' };
  const { a } = state.history.now;
  switch (lead.kind) {
    case 'beyond': {
      const fromBand = Math.min(LATENCY_BANDS - 1, bandOf(lead.ms * 1_000));
      const area = { ...(a ?? measuredArea(run)), ...ALL_BANDS, fromBand };
      return { ...selectArea(scoped, area, false), clock: lead.clock };
    }
    case 'failed':
      return { ...scoped, list: 'failed' };
    case 'phase': {
      const { clock } = state;
      const filter = {
        clock,
        ...(service === null ? {} : { service }),
        ...(endpoint === null ? {} : { endpoint }),
        area: a ?? measuredArea(run),
      };
      return narrowedTo(scoped, { words: longestIn(lead.phase), filter, phase: lead.phase });
    }
    case 'second': {
      const { second } = lead;
      const shown = selectArea(scoped, { fromSecond: second, toSecond: second, ...ALL_BANDS }, false);
      const { zoom } = state;
      const isInSight = zoom === null || (second >= zoom.from && second < zoom.to);
      return {
        ...shown,
        zoom: isInSight ? zoom : null,
        list: lead.isOfFailures ? 'failed' : 'slowest',
      };
    }
  }
}

/** What a list is called that has the longest in a phase first. */
export function longestIn(phase: keyof typeof PHASE_LOOKS): string {
  return `by ${PHASE_LOOKS[phase].word}`;
}

/** The link to the requests behind a figure, from what another link shows; the order of a list is in none. */
export function leadLink(query: string, lead: Lead, run: MeasuredRun): string {
  return linkOf(linkedView(followLead(stateOfLink(parseLink(query), run.length), lead, run)));
}
