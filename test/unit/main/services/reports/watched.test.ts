import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { RunSecond } from '../../../../../src/contract/tick.ts';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import { markdownReport } from '../../../../../src/main/services/reports/markdown.ts';
import { gaugesCsv, watchesCsv } from '../../../../../src/main/services/reports/watched-csv.ts';
import { HOSTILE } from '../../../../support/hostile-run.ts';
import { COMPLETED, makeRun } from '../../../../support/made-seconds.ts';
import {
  DATABASE,
  GATEWAY,
  makeCpu,
  makeMemory,
  makeWatched,
  watchedPlan,
  watchedSecond,
} from '../../../../support/made-watches.ts';

const MIB = 1_048_576;
const read = (text: string): Record<string, string>[] =>
  parse(text, { columns: true, record_delimiter: '\r\n' });
const runOf = (seconds: readonly RunSecond[]) =>
  analyseStored(makeRun({ ...watchedPlan([GATEWAY, DATABASE]), warmupMs: 0 }), seconds, COMPLETED);

const found = 'process 4711 (node server.js) and 3 children';
const summary = runOf([
  watchedSecond(0, [makeWatched(0, [makeCpu(0.5), makeMemory(96 * MIB)], { found })]),
  watchedSecond(1, [
    makeWatched(1, [], { gap: 'Restarted at 0:01.' }),
    makeWatched(1, [{ name: 'pg_up', unit: 'number', value: 1 }], {
      watch: 1,
      remarks: ['It tells no CPU.'],
    }),
  ]),
  watchedSecond(2, [makeWatched(2, [makeCpu(0.75), makeMemory(128 * MIB)])]),
]);

describe('what was watched, as tables', () => {
  it('has a row per second and figure, and nothing in a gap', () => {
    const rows = read(gaugesCsv(summary));
    expect(Object.keys(rows[0] ?? {})).toEqual(['second', 'watch', 'service', 'name', 'unit', 'value']);
    expect(rows.filter(({ name }) => name === 'target_cpu_usage_cores')).toEqual(
      ['0.5', '', '0.75'].map((value, second) => ({
        ...{ second: String(second), watch: 'gateway', service: 'gateway', name: 'target_cpu_usage_cores' },
        ...{ unit: 'cores', value },
      })),
    );
    expect(rows.filter(({ name }) => name === 'pg_up').map(({ service, value }) => [service, value])).toEqual(
      [
        ['', ''],
        ['', '1'],
        ['', ''],
      ],
    );
  });

  it('says what was found, missed and never told', () => {
    const rows = read(watchesCsv(summary)).map((row) => Object.values(row));
    expect(rows).toEqual(
      expect.arrayContaining([
        ['gateway', 'gateway', 'port:8000', 'found', '0', '', found],
        ['gateway', 'gateway', 'port:8000', 'gap', '1', '1', 'Restarted at 0:01.'],
        ['database', '', 'prometheus:http://localhost:9187/metrics', 'remark', '', '', 'It tells no CPU.'],
      ]),
    );
  });

  it('has no rows where nothing was watched', () => {
    const bare = analyseStored(makeRun(watchedPlan([])), [watchedSecond(0, [])], COMPLETED);
    expect([gaugesCsv(bare), watchesCsv(bare)].map((text) => read(text))).toEqual([[], []]);
    expect(markdownReport(bare)).not.toContain('## Target');
  });
});

it('stands in the page of Markdown, with what is missing', () => {
  const text = markdownReport(summary);
  const section = text.slice(text.indexOf('## Target'), text.indexOf('## Endpoints'));
  expect(section).toContain('| gateway | 0.63 cores | 0.75 cores | 128 MiB → 128 MiB |');
  expect(section).toContain('\ngateway restarted at 0:01.\n');
  expect(section).toContain('- gateway, no figures 0:01 to 0:02: Restarted at 0:01.');
  expect(section).toContain('- database: It tells no CPU.');
});

it('holds texts of a target as texts, whatever they are', () => {
  const hostile = runOf([
    watchedSecond(
      0,
      HOSTILE.map((text) =>
        makeWatched(0, [{ name: text, unit: 'number', value: 1 }], {
          gap: text,
          found: text,
          remarks: [text],
        }),
      ),
    ),
  ]);
  const cells = [gaugesCsv(hostile), watchesCsv(hostile)].flatMap((text) =>
    read(text).flatMap(Object.values),
  );
  expect(cells.length).toBeGreaterThan(HOSTILE.length * 5);
  expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  const page = markdownReport(hostile);
  const section = page.slice(page.indexOf('## Target'));
  expect(section).not.toMatch(/<(?!br>|sub>|\/sub>)/);
  expect(['\u0000', '\u202e'].filter((sign) => section.includes(sign))).toEqual([]);
});
