import { GLOSSARY } from '../../../contract/glossary.ts';
import type { MeasuredPlan } from '../../../contract/run-plan.ts';

/** The definitions of a run, which travel in its document: the glossary's, and what its one overall latency is made of. */
export function definitionsFor({ series }: Pick<MeasuredPlan, 'series'>): Record<string, string> {
  const primary = series.find((one) => one.primary);
  const clock = primary?.clock === 'intended' ? 'Response time' : 'Service time';
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
  }[primary?.role ?? 'request'];
  const glossary = Object.fromEntries(Object.entries(GLOSSARY).map(([term, [, text]]) => [term, text]));
  return { ...glossary, overallTime: `${clock} of ${what}.` };
}
