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

/** Strings that would break a layout, or hide what stands beside them: long, without a width, from the right, on top of another. */
const UNWIELDY: readonly string[] = [
  'x'.repeat(2_000),
  'word '.repeat(400),
  'zero\u200bwidth\u200d\u2060\ufeff',
  '\u0645\u0631\u062d\u0628\u0627 123 \u05e9\u05dc\u05d5\u05dd',
  '\u2066\u2067\u2068 never closed',
  `a${'\u0301'.repeat(300)}`,
  '\u001b[31mred\u001b[0m\u0007\b\b\b',
  '\ufdfd'.repeat(40),
  '\n'.repeat(200),
  '\u3000'.repeat(200),
];

/** The same as a target may wrap them, and those: 262 strings. */
export const WRAPPED: readonly string[] = [...HOSTILE.flatMap(wrapped), ...UNWIELDY];

function wrapped(text: string): string[] {
  return [
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
  ];
}

/** A run in which every string that comes from outside is hostile. */
export function hostileSummary(): Summary {
  const { plan, second } = hostile(HOSTILE);
  return summaryOf(plan, second);
}

/** The same run, with a request for each of 262 strings, which stands in all that a target says of it, and fails every second one. */
export function hostileRun(): {
  readonly plan: RunPlan;
  readonly second: RunSecond;
  readonly summary: Summary;
  readonly run: EncodedRun;
  readonly exchanges: readonly KeptRequest[];
} {
  const { plan: bare, second: few } = hostile(WRAPPED);
  const trace = { header: 'trace', link: 'https://traces.example.com/{id}' };
  const series = bare.series.map((one) => ({ ...one, primary: one.protocol === 'http' }));
  const plan = { ...bare, series, trace };
  const requests = WRAPPED.map(lightOf);
  const exchanges = requests.map((request, place) => exchangeOf(request, WRAPPED[place] ?? ''));
  const gauges = WRAPPED.map((name) => ({ name, unit: 'count', kind: 'last', value: 1 }) as const);
  const second = { ...few, light: encodeLightRequests(0, requests), exemplars: exchanges, gauges };
  const run = new EncodedRun({ plan, precision: 'tick' });
  run.add(second);
  return { plan, second, summary: summaryOf(plan, second), run, exchanges };
}

function lightOf(text: string, place: number): LightRequest {
  return {
    series: place % HOSTILE.length,
    thread: 0,
    startedUs: 1_000 * place,
    phasesUs: [0, 0, 0, 0, 0, 10_000 + 100 * (WRAPPED.length - place), 0],
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

function exchangeOf(
  { series, thread, connection, startedUs, phasesUs, code }: LightRequest,
  text: string,
): KeptRequest {
  const [endedUs, at] = [startedUs + (phasesUs[5] ?? 0), startedUs];
  return {
    intendedUs: null,
    dnsUs: null,
    connectUs: null,
    tlsUs: null,
    sentUs: at,
    firstByteUs: endedUs,
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
    answer: {
      head: [
        `HTTP/1.1 200 ${text}`,
        `${text}: ${text}`,
        `Set-Cookie: ${text}=${text}`,
        `Location: ${text}`,
      ].join('\r\n'),
      body: `event: ${text}\nid: ${text}\ndata: ${text}\n\nClose 4001 ${text}`,
      note: text,
    },
  };
}

function hostile(texts: readonly string[]): { plan: RunPlan; second: RunSecond } {
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
  const topics = Object.fromEntries(texts.map((text) => [text, { count: 1, bytes: 1 }] as const));
  const second = makeSecond(
    0,
    series.map((_, index) => makeSeriesSecond(index, [10], { counts: { errors: 1, targetErrors: 1 } })),
    {
      failures: texts.map((text, index) => ({
        series: index % series.length,
        failure: makeFailure(text, { message: text, hint: text }),
        count: 1,
        firstUs: 0,
        lastUs: 0,
      })),
      streams: [
        makeStream('StreamConnections', {
          topics,
          closedBy: Object.fromEntries(texts.map((text) => [text, 1] as const)),
        }),
      ],
    },
  );
  return { plan, second };
}

function summaryOf(plan: RunPlan, second: RunSecond): Summary {
  const run = makeRun(plan);
  const environment = { ...run.environment, hostname: HOSTILE[1] ?? '', deviations: [...HOSTILE] };
  const view = { ...COMPLETED, notes: HOSTILE.join('\n'), endReason: HOSTILE[2] ?? '' };
  return analyseStored({ ...run, environment }, [second], view);
}
