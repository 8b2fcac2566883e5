import type { TraceNames } from '../../../../contract/plan.ts';
import type { RequestDetail } from '../../../../contract/request-rows.ts';
import type { KeptRequest } from '../../../../contract/tick.ts';

/** Of a `traceparent` its trace: version, trace, span, flags (W3C Trace Context, 3.2). */
const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/;

/** Named by the answer; where it does not, by the request. */
export function traceOf(
  { asked = '', answer }: Pick<KeptRequest, 'asked' | 'answer'>,
  names: TraceNames | undefined,
): RequestDetail['trace'] {
  if (names === undefined) return null;
  const value = headerIn(answer?.head ?? '', names.header) ?? headerIn(asked, names.header);
  if (value === null) return null;
  const id = TRACEPARENT.exec(value)?.[1] ?? value;
  return { id, url: names.link?.replaceAll('{id}', encodeURIComponent(id.toWellFormed())) ?? null };
}

function headerIn(head: string, name: string): string | null {
  const wanted = `${name.toLowerCase()}:`;
  const line = head.split(/\r?\n/).find((text) => text.toLowerCase().startsWith(wanted));
  return line?.slice(wanted.length).trim() || null;
}
