import { fromColumns } from '../../contract/json-columns.ts';
import type { Summary } from '../../contract/summary.ts';
import { type CarriedPart, CarriedRun } from '../../main/services/analysis/carrying/carried-run.ts';
import type { CarriedSecond } from '../../main/services/analysis/carrying/graded-seconds.ts';

/** What travels in a report file. */
interface Embedded {
  readonly summary: Summary;
  /** Null: the file was written without single seconds and requests. */
  readonly run: CarriedRun | null;
}

/** The document and the run that travel in the same file, written by the program that wrote this page. */
export async function embedded(): Promise<Embedded> {
  const document: Summary = JSON.parse(textOf('plimsoll-summary'));
  const parts: Readonly<Partial<Record<CarriedPart | 'seconds' | 'gauges', string>>> = JSON.parse(
    textOf('plimsoll-packed'),
  );
  const perSecond = fromColumns(JSON.parse(await inflatedText(parts.seconds))) as Summary['perSecond'];
  const columns: (readonly (number | null)[])[] =
    parts.gauges === undefined ? [] : JSON.parse(await inflatedText(parts.gauges));
  const gauges = document.gauges?.map((gauge, at) => ({ ...gauge, perSecond: [...(columns[at] ?? [])] }));
  return {
    summary: { ...document, perSecond, ...(gauges !== undefined && { gauges }) },
    run: parts.head === undefined ? null : await carriedRun(parts),
  };
}

async function carriedRun(parts: Readonly<Partial<Record<CarriedPart, string>>>): Promise<CarriedRun> {
  const [head, graded, latencies, phases, phaseSums, requests] = await Promise.all([
    inflatedText(parts.head),
    inflatedText(parts.graded),
    inflated(parts.latencies),
    inflated(parts.phases),
    inflated(parts.phaseSums),
    inflated(parts.requests),
  ]);
  // Written by the program that wrote this page.
  const seconds = fromColumns(JSON.parse(graded)) as CarriedSecond[];
  return new CarriedRun(JSON.parse(head), { latencies, phases, phaseSums, requests }, seconds);
}

function textOf(id: string): string {
  const data = document.getElementById(id);
  if (data === null) throw new Error('this report has lost its data');
  return data.textContent;
}

async function inflatedText(part: string | undefined): Promise<string> {
  return new TextDecoder().decode(await inflated(part));
}

/** Base64 of what is deflated (RFC 1951); no part: nothing. */
async function inflated(part = ''): Promise<Uint8Array> {
  if (part === '') return new Uint8Array();
  const text = atob(part);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
