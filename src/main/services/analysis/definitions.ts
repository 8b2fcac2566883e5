import { GLOSSARY } from '../../../contract/glossary.ts';
import type { RunPlan } from '../../../contract/run-plan.ts';
import type { SeriesPlace } from './series-roles.ts';

/** The definitions of a run, which travel in its document: the glossary's, and what its one overall latency is made of. */
export function definitionsFor(plan: RunPlan, places: readonly SeriesPlace[]): Record<string, string> {
  const headline = places.findIndex((place) => place.headline);
  const clock = plan.series[headline]?.clock === 'intended' ? 'Response time' : 'Service time';
  const what = {
    request: 'all HTTP requests of the plan together',
    'round-trip': 'all message round trips together; the plan has no HTTP requests of its own',
    ping: 'all protocol pings together; the plan sends nothing else',
    'first-event': 'all event streams to their first event',
    connect: 'all connects together; the plan sends nothing else',
    'first-message': 'the first messages of all connections',
    session: 'the lengths of all connections',
    headers: 'all event streams to their headers',
    gap: 'the gaps between events',
    held: 'the times that steps stayed connected',
  }[places[headline]?.role ?? 'request'];
  const glossary = Object.fromEntries(Object.entries(GLOSSARY).map(([term, [, text]]) => [term, text]));
  return { ...glossary, overallTime: `${clock} of ${what}.` };
}
