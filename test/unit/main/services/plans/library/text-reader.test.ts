import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, describe, expect, it } from 'vitest';
import { TextReader } from '../../../../../../src/main/services/plans/library/text-reader.ts';
import { jsonListLength } from '../../../../../../src/main/services/plans/text/json-depth.ts';
import { TEXT_THREAD } from '../../../../../support/opened-app.ts';

const readers: TextReader[] = [];
const reader = (deadlineMs?: number) => {
  const made = new TextReader({ entry: TEXT_THREAD, ...(deadlineMs === undefined ? {} : { deadlineMs }) });
  readers.push(made);
  return made;
};
afterAll(() => {
  for (const one of readers) one.close();
});

const PLAN = `plimsoll: 1
name: Long
services: { api: { url: "http://127.0.0.1:9" } }
classes: { user: { service: api, tasks: { t: { get: / } } } }
`;
/** Takes seconds, whatever the text says. */
const SLOW = PLAN + '#\n'.repeat(450_000);

describe('a text that takes long to read', () => {
  it('holds nobody up, and is read', async () => {
    const long = `${PLAN}values: { a: { oneOf: [${'{},'.repeat(20_000)}1] } }\n`;
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const read = reader().run('read', { text: long, suites: {} });
    delay.enable();
    const answer = await read;
    delay.disable();
    expect(answer).toMatchObject({ ok: true, value: { ok: true, plan: { name: 'Long' } } });
    // Read here it held up everybody for seconds; its answer, a plan of twenty thousand entries, is taken in at once.
    expect(delay.max / 1e6).toBeLessThan(1_000);
  });

  it('is refused when its time is over, and the next is read', async () => {
    const impatient = reader(800);
    const [slow, quick] = await Promise.all([
      impatient.run('read', { text: SLOW, suites: {} }),
      impatient.run('data', { text: `${PLAN}${'# x\n'.repeat(5_000)}` }),
    ]);
    expect(slow).toMatchObject({
      ok: false,
      failure: { code: 'plan.too_slow', side: 'test', message: 'The text was not read within 0.8 s.' },
    });
    expect(quick).toMatchObject({ ok: true, value: { ok: true, value: { name: 'Long' } } });
  });

  it('is given up when the program ends', async () => {
    const closing = reader();
    const slow = closing.run('read', { text: SLOW, suites: {} });
    closing.close();
    expect((await slow).ok).toBe(false);
  });
});

it('entries of a recording are counted before it is built', () => {
  const har = (count: number, pages = 1) =>
    JSON.stringify({
      log: {
        creator: { a: [{}, {}] },
        pages: Array.from({ length: pages }, () => ({ id: '"{[' })),
        entries: Array.from({ length: count }, () => ({ request: { headers: [{}, { a: [{}] }] } })),
      },
    });
  expect([har(0), har(3), har(2, 4)].map((text) => jsonListLength(text, 100))).toEqual([1, 3, 4]);
  expect(jsonListLength(har(50), 10)).toBe(11);
});
