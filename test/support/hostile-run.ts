import type { Summary } from '../../src/contract/summary.ts';
import { analyseStored } from '../../src/main/services/analysis/analysis.ts';
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

/** A run in which every string that comes from outside is hostile. */
export function hostileSummary(): Summary {
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
  return analyseStored({ ...run, environment }, [second], view);
}
