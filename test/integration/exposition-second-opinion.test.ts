import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { labelsOf } from '../../src/workers/target-watch/metrics/exposition-labels.ts';
import { parseExposition } from '../support/read-exposition.ts';

/**
 * Every sample of a page, as the Python client of Prometheus reads it. It is installed into a folder of this user's where there
 * is Python and pip answers, and stays there.
 */
const FOLDER = join(tmpdir(), `plimsoll-prometheus-client-${userInfo().uid}`);
const PINNED = 'prometheus_client==0.26.0';
const READ = `
import json, sys
from prometheus_client import parser
from prometheus_client.openmetrics import parser as openmetrics
read = {'text': parser, 'openmetrics': openmetrics}[sys.argv[1]].text_string_to_metric_families
print(json.dumps([[s.name, s.labels, repr(float(s.value)), None if s.timestamp is None else float(s.timestamp) * 1000]
  for family in read(sys.stdin.read()) for s in family.samples]))
`;

const python = (...args: readonly string[]) => ({ command: 'python3', args });
const withClient = { ...process.env, PYTHONPATH: FOLDER };

/** @returns why there is none */
function installClient(): string | null {
  try {
    if (isInstalled()) return null;
    const options = [
      '--quiet',
      '--disable-pip-version-check',
      '--no-deps',
      '--retries',
      '0',
      '--timeout',
      '5',
    ];
    const { command, args } = python('-m', 'pip', 'install', ...options, '--target', FOLDER, PINNED);
    execFileSync(command, args, { stdio: 'ignore', timeout: 30_000 });
    return isInstalled() ? null : 'prometheus_client is not what was asked for';
  } catch (error) {
    return `no ${PINNED} here: ${String(error).split('\n')[0]}`;
  }
}

function isInstalled(): boolean {
  const { command, args } = python('-c', 'import prometheus_client.openmetrics.parser');
  return spawnSync(command, args, { env: withClient }).status === 0;
}

/** It writes counters as OpenMetrics does, with `_total`, whatever the page does. */
const bare = (name: string) => name.replace(/_total$/, '');

function byClient(format: 'text' | 'openmetrics', page: string): unknown[] {
  const options = { input: page, encoding: 'utf8', maxBuffer: 64 * 1_048_576, env: withClient } as const;
  const { command, args } = python('-c', READ, format);
  const samples: [string, object, string, number | null][] = JSON.parse(execFileSync(command, args, options));
  return samples.map(([name, labels, value, atMs]) => [
    bare(name),
    labels,
    Number(value.replace('inf', 'Infinity')),
    rounded(atMs),
  ]);
}

/** In the order of the page. */
function byUs(page: string): unknown[] {
  const { samples, unreadable } = parseExposition(page, () => true);
  expect(unreadable).toBe(0);
  return [...samples].flatMap(([name, list]) =>
    list.map(({ labels, value, atMs }) => [
      bare(name),
      Object.fromEntries(labelsOf(labels)),
      value,
      rounded(atMs),
    ]),
  );
}
const rounded = (ms: number | null) => (ms === null ? null : Math.round(ms));
const sorted = (samples: unknown[]) => samples.map((one) => JSON.stringify(one, numbersAsText)).sort();
const numbersAsText = (_: string, value: unknown) => (typeof value === 'number' ? String(value) : value);
const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/expositions/${name}.txt`, import.meta.url), 'utf8');

const ODD_TEXT = `# HELP x Help with a \\\\ and a \\n line.
# TYPE x counter
x_total{a="C:\\\\D\\"E\\nF",b="},{ # 1"} 1.5e3 1395066363000
x_total{a="",b="käse"}   3
\t# TYPE y histogram
y_bucket{le="0.05",} 24054
y_bucket{le="+Inf"} 144320
y_sum 53423.5
y_count 144320
# a comment
# TYPE z summary
z{quantile="0.5"} NaN
z{quantile="1"} -Inf
z_sum 0
z_count 0
untyped 12.47 1395066363001
`;
const ODD_OPENMETRICS = `# TYPE spent_seconds counter
# UNIT spent_seconds seconds
# HELP spent_seconds Seconds.
spent_seconds_total{a="x"} 7.5 1520879607.789 # {trace_id="KOO5S4vxi0o"} 0.67 1520879607.7
spent_seconds_created{a="x"} 1520430000.123 1520879607.789
# TYPE sizes histogram
sizes_bucket{le="0.01"} 0
sizes_bucket{le="0.1"} 8 # {id="} {"} 0.054
sizes_bucket{le="+Inf"} 17 # {} 3
sizes_count 17
sizes_sum 324.5
# TYPE build info
build_info{version="1"} 1
# TYPE states stateset
states{states="on"} 1
states{states="off"} 0
# TYPE "dots.in.name" gauge
{"dots.in.name",zone="eu"} 4
# EOF
`;

describe('a page of metrics', () => {
  let refusal: string | null = null;
  beforeAll(() => {
    refusal = installClient();
  });

  it.for([
    ['node-exporter-1.5.0', 'text', fixture('node-exporter-1.5.0'), 514],
    ['postgres-exporter-0.11.1', 'text', fixture('postgres-exporter-0.11.1'), 501],
    ['what the text format allows', 'text', ODD_TEXT, 11],
    ['what OpenMetrics allows', 'openmetrics', ODD_OPENMETRICS, 11],
  ] as const)(
    '%s is read as its Python client reads it, sample by sample',
    ([, format, page, count], { skip }) => {
      if (refusal !== null) skip(refusal);
      const [ours, theirs] = [sorted(byUs(page)), sorted(byClient(format, page))];
      expect(ours).toEqual(theirs);
      expect(ours).toHaveLength(count);
    },
  );
});
