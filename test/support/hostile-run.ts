import { encodeLightRequests, type LightRequest } from '../../src/contract/light-requests.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { Summary } from '../../src/contract/summary.ts';
import type { KeptRequest, RunSecond } from '../../src/contract/tick.ts';
import { analyseStored } from '../../src/main/services/analysis/analysis.ts';
import { EncodedRun } from '../../src/main/services/analysis/reading/encoded-run.ts';
import { makePlan, makeSeries, makeWebSocket } from './made-plan.ts';
import { COMPLETED, makeFailure, makeRun, makeSecond, makeSeriesSecond, makeStream } from './made-seconds.ts';

/** Strings a target, or whoever names things, may put into a report. */
export const HOSTILE: readonly string[] = [
  '</script><script>window.pwned=1</script>',
  '<img src=x onerror="window.pwned=1">',
  '"><svg/onload=window.pwned=1>',
  '<!-- <script> --!>',
  'javascript:window.pwned=1',
  '=HYPERLINK("http://evil.example/","click")',
  "+cmd|' /C calc'!A0",
  '-2+3+cmd',
  '@SUM(1+1)*cmd',
  '\tleading tab',
  '\rleading return',
  '\u0000nul first',
  'two\r\nlines, "quoted"; and, commas',
  'line\u2028and\u2029paragraph',
  '| a | table | row |',
  '**bold** [link](http://evil.example) `code`',
  '\u202egnp.exe',
  ']]> & <![CDATA[',
  '{{ env.SECRET }} ${7*7}',
  '\ud800 lone surrogate',
  '__proto__',
];

/** The same as a target may wrap them: 252 strings. */
export const WRAPPED: readonly string[] = HOSTILE.flatMap((text) => [
  text,
  `"${text}"`,
  `'${text}'`,
  `\`${text}\``,
  `<b title="${text}">`,
  `</pre>${text}`,
  `${text}${text}`,
  `url(${text})`,
  JSON.stringify({ [text]: text }),
  `%${encodeURIComponent(text.toWellFormed())}`,
  `&lt;${text}&#60;`,
  `\u2028${text}\u0000`,
]);

/** A run in which every string that comes from outside is hostile. */
export function hostileSummary(): Summary {
  return hostile().summary;
}

/** The same run, with a request for each of 252 strings, which stands in all that a target says of it. */
export function hostileRun(): { summary: Summary; run: EncodedRun; whole: readonly KeptRequest[] } {
  const { plan, second, summary } = hostile();
  const all = plan.series.map((series) => ({ ...series, primary: true }));
  const run = new EncodedRun({ plan: { ...plan, series: all }, precision: 'tick' });
  const requests = WRAPPED.map((text, place) => lightOf(text, place));
  const gauges = WRAPPED.map((name) => ({ name, unit: 'count', kind: 'last', value: 1 }) as const);
  run.add({ ...second, light: encodeLightRequests(0, requests), gauges });
  return { summary, run, whole: requests.map((request, place) => wholeOf(request, WRAPPED[place] ?? '')) };
}

function lightOf(text: string, place: number): LightRequest {
  return {
    series: place % HOSTILE.length,
    thread: 0,
    startedUs: 1_000 * place,
    phasesUs: [0, 0, 0, 0, 0, 10_000, 0],
    status: 200,
    code: place % 2 === 0 ? text : null,
    address: text,
    connection: 1,
    isNew: false,
    uses: place,
    ageMs: 1,
    bytesIn: 1,
    bytesOut: 1,
    weight: 1,
  };
}

function wholeOf({ series, thread, connection, startedUs, code }: LightRequest, text: string): KeptRequest {
  const [endedUs, at] = [startedUs + 10_000, startedUs];
  const times = {
    intendedUs: null,
    dnsUs: null,
    connectUs: null,
    tlsUs: null,
    sentUs: at,
    firstByteUs: endedUs,
  };
  return {
    ...times,
    series,
    thread,
    connection,
    startedUs,
    endedUs,
    reused: true,
    status: 200,
    method: text,
    url: `http://127.0.0.1/${text}`,
    code,
    asked: `${text}\r\nX-Any: ${text}\r\ntrace: ${text}`,
    answer: { head: `HTTP/1.1 200 OK\r\nX-Any: ${text}`, body: text, note: text },
  };
}

function hostile(): { plan: RunPlan; second: RunSecond; summary: Summary } {
  const series = HOSTILE.map((text, i) =>
    makeSeries({ service: text, endpoint: `${text}${i}`, definition: text }),
  );
  const sockets = series.length;
  const plan = makePlan({
    name: HOSTILE[0] ?? '',
    description: HOSTILE.join(' '),
    series: [
      ...series,
      ...['a', 'b', 'c'].map((endpoint) => makeSeries({ endpoint, protocol: 'websocket' })),
    ],
    scenarios: [makeWebSocket(sockets)],
    thresholds: HOSTILE.map((text) => ({ service: text, metric: 'errorRate', acceptable: 1 })),
    expectations: HOSTILE.map((text) => ({ statement: text, condition: { metric: 'errorRate', below: 1 } })),
    services: HOSTILE.map((text) => ({ name: text, url: `http://127.0.0.1/${text}`, healthPath: null })),
  });
  const topics = Object.fromEntries(HOSTILE.map((text) => [text, { count: 1, bytes: 1 }] as const));
  const second = makeSecond(
    0,
    series.map((_, index) => makeSeriesSecond(index, [10], { counts: { errors: 1, targetErrors: 1 } })),
    {
      failures: HOSTILE.map((text, index) => ({
        series: index,
        failure: makeFailure(text, { message: text, hint: text }),
        count: 1,
        firstUs: 0,
        lastUs: 0,
      })),
      streams: [
        makeStream('StreamConnections', {
          topics,
          closedBy: Object.fromEntries(HOSTILE.map((text) => [text, 1] as const)),
        }),
      ],
    },
  );
  const run = makeRun(plan);
  const environment = { ...run.environment, hostname: HOSTILE[1] ?? '', deviations: [...HOSTILE] };
  const view = { ...COMPLETED, notes: HOSTILE.join('\n'), endReason: HOSTILE[2] ?? '' };
  return { plan, second, summary: analyseStored({ ...run, environment }, [second], view) };
}
