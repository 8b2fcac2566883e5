import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { keysOf } from '../../src/contract/keys.ts';
import { TARGET_GAUGES } from '../../src/contract/target-gauges.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import { WATCHED_UNITS, type WatchedSecond } from '../../src/contract/watch.ts';
import { openStorage } from '../../src/main/storage/storage.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { HEADLINE, madeRun } from '../unit/main/storage/made-run.ts';

const dir = createTempDir();
const opened = openStorage(dir.path);
if (!opened.ok) throw new Error(opened.failure.message);
const { runs, close } = opened.value;
afterAll(() => {
  close();
  dir.remove();
});

/** Objects as the engine makes them: with the usual prototype. */
const record = <Shape extends object>(shape: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> }) =>
  fc.record<Shape>(shape, { noNullPrototype: true });
const count = fc.maxSafeNat();
const share = fc.double({ min: 0, max: 1, noNaN: true });
const text = fc.string({ unit: 'binary' });
const bytes = fc.uint8Array({ maxLength: 200 });
const blob = fc.option(bytes);
const micros = fc.option(count);

/** What has a service time has a response time: of closed plans they are the same. */
const histograms = record({
  service: blob,
  failed: blob,
  queued: blob,
  dns: blob,
  connect: blob,
  tls: blob,
  send: blob,
  wait: blob,
  receive: blob,
}).chain((others) =>
  (others.service === null ? blob : fc.oneof(fc.constant(others.service), bytes)).map((response) => ({
    response,
    ...others,
  })),
);
const series = record({
  series: fc.nat(500),
  counts: record({
    planned: count,
    sent: count,
    ok: count,
    errors: count,
    targetErrors: count,
    dropped: count,
    cancelled: count,
    waiting: count,
    inFlight: count,
    bytesIn: count,
    bytesOut: count,
    newConnections: count,
    reusedConnections: count,
  }),
  histograms,
});
const failure = record({
  series: fc.nat(500),
  failure: record({
    code: text,
    side: fc.constantFrom('target', 'network', 'client', 'test', 'guard'),
    message: text,
    hint: text,
  }),
  count,
  firstUs: count,
  lastUs: count,
});
const exemplar = record({
  series: fc.nat(500),
  thread: fc.nat(8),
  intendedUs: micros,
  startedUs: count,
  dnsUs: micros,
  connectUs: micros,
  tlsUs: micros,
  sentUs: micros,
  firstByteUs: micros,
  endedUs: count,
  reused: fc.boolean(),
  status: fc.option(fc.nat(999)),
  method: text,
  url: text,
  code: fc.option(text),
});
const stream = record({
  scenario: text,
  states: record({ handshaking: count, open: count, subscribed: count, closing: count }),
  attempted: count,
  opened: count,
  failed: count,
  closed: count,
  reconnects: count,
  messagesIn: count,
  messagesOut: count,
  missed: count,
  duplicates: count,
  outOfOrder: count,
  closedBy: fc.dictionary(text, count, { noNullPrototype: true }),
  topics: fc.dictionary(text, record({ count, bytes: count }), { noNullPrototype: true }),
  deliveryLag: blob,
});
const gauge = record({
  name: fc.string({ maxLength: 12 }),
  unit: fc.constantFrom('us', 'share', 'bytes', 'count'),
  kind: fc.constantFrom('max', 'sum', 'last'),
  value: fc.option(share),
});
const slot = record({
  slot: count,
  starts: count,
  ok: count,
  failures: fc.dictionary(text, count, { noNullPrototype: true }),
  open: count,
  beyond: fc.array(count, { maxLength: 3 }),
  latencies: fc.array(count, { maxLength: 6 }),
});
/** Readings of names that have a number in files, of the same names in other units, and of any others. */
const watched = fc
  .record(
    {
      second: count,
      watch: fc.nat(19),
      gauges: fc.array(
        record({
          name: fc.oneof(fc.constantFrom(...keysOf(TARGET_GAUGES)), text),
          unit: fc.constantFrom(...WATCHED_UNITS),
          // JSON knows no -0.
          value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
        }),
        { maxLength: 4 },
      ),
      gap: text,
      found: text,
      remarks: fc.array(text, { maxLength: 2 }),
    },
    { noNullPrototype: true, requiredKeys: ['second', 'watch', 'gauges'] },
  )
  .map((one): WatchedSecond => one);
const level = fc.double({ min: 0, max: 1e6, noNaN: true });
/** What was changed of the load, and who wanted it. */
const steering = record({
  load: fc.array(
    record({
      name: text,
      segments: fc.array(
        record({
          startMs: level,
          durationMs: level,
          from: level,
          to: level,
          cause: fc.constantFrom('plan', 'steered'),
          messagesPerSecond: level,
        }),
        { maxLength: 3 },
      ),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  steered: fc.array(
    record({
      atMs: level,
      act: fc.oneof(
        record({ kind: fc.constant('back' as const) }),
        record({ kind: fc.constant('set' as const), unit: fc.constantFrom('users', 'messages'), level }),
      ),
      by: fc.constantFrom('hand', 'rule', 'search'),
      sentence: text,
    }),
    { minLength: 1, maxLength: 3 },
  ),
});
const second: fc.Arbitrary<Omit<RunSecond, 'second'>> = record({
  lengthUs: fc.integer({ min: 1, max: 1_000_000 }),
  users: fc.double({ min: 0, max: 1e6, noNaN: true }),
  series: fc.uniqueArray(series, { maxLength: 6, selector: (row) => row.series }),
  failures: fc.array(failure, { maxLength: 4 }),
  exemplars: fc.array(exemplar, { maxLength: 4 }),
  streams: fc.array(stream, { maxLength: 3 }),
  gauges: fc.array(gauge, { maxLength: 3 }),
  blocks: fc.array(record({ thread: fc.nat(8), atUs: count, lengthUs: count }), { maxLength: 5 }),
})
  .chain((plain) => blob.map((light) => (light === null ? plain : { ...plain, light })))
  .chain((plain) =>
    fc.array(slot, { maxLength: 4 }).map((starts) => (starts.length === 0 ? plain : { ...plain, starts })),
  )
  .chain((plain) =>
    fc
      .option(fc.array(watched, { maxLength: 4 }))
      .map((told) => (told === null ? plain : { ...plain, watched: told })),
  )
  .chain((plain) => fc.option(steering).map((steered) => ({ ...plain, ...steered })));

describe('stored seconds', () => {
  it('read back as they were written, in order, whatever they hold', () => {
    let runNumber = 0;
    fc.assert(
      fc.property(fc.array(second, { minLength: 1, maxLength: 3 }), (parts) => {
        const runId = `law-${runNumber++}`;
        const seconds = parts.map((part, index) => ({ second: index, ...part }));
        runs.create(madeRun(runId));
        for (const one of seconds) runs.appendSecond(runId, one, HEADLINE);
        expect(runs.seconds(runId)).toStrictEqual({ seconds, damaged: [] });
      }),
      { numRuns: 150 },
    );
  });
});
