/** What the classes of the five services send, held against requirements.md, section 8: on the virtual clock, seeded. */
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../../../src/contract/plan.ts';
import { judgeRequest, TRAFFIC } from '../../../../support/access-layer-traffic.ts';
import type { FiredRequest } from '../../../../support/scripted-driver.ts';
import { kolmogorovSmirnov, kolmogorovSmirnovPValue } from '../../../../support/stats.ts';
import { classPlan, countOf, fitOf } from '../../../../support/task-mix.ts';
import { runVirtually } from '../../../../support/virtual-run.ts';
import { SUITES } from './support.ts';

const SUITE = SUITES['access-layer'] as Plan;
const USERS = 100;
const ANSWER_US = 4_000;

async function record(className: string) {
  const { thinkMs, kinds } = TRAFFIC[className] ?? { thinkMs: [0, 0], kinds: [] };
  const seconds = Math.ceil((2_100 / USERS) * ((thinkMs[0] + thinkMs[1]) / 2_000));
  const run = await runVirtually(
    classPlan(SUITE, className, { load: { users: USERS, duration: seconds * 1_000 } }),
    {
      script: (request) => {
        const { kind } = judgeRequest(request, kinds);
        return { afterUs: ANSWER_US, body: JSON.stringify(kind.answer) };
      },
    },
  );
  return { fired: run.driver.fired, kinds, thinkMs, run };
}

describe.each(Object.keys(TRAFFIC))('%s', (className) => {
  it('sends over 2,000 requests exactly what section 8 says, in its shares and with its think times', async () => {
    const { fired, kinds, thinkMs } = await record(className);
    expect(fired.length).toBeGreaterThan(2_000);
    const judged = fired.map((request) => judgeRequest(request, kinds));
    expect(judged.flatMap(({ kind, wrong }) => wrong.map((one) => `${kind.name}: ${one}`))).toEqual([]);
    const weights = Object.fromEntries(kinds.map(({ name, weight }) => [name, weight]));
    if (kinds.length > 1) {
      expect(fitOf(className, countOf(judged.map(({ kind }) => kind.name)), weights).pValue).toBeGreaterThan(
        0.01,
      );
    }
    const pauses = pausesOf(fired);
    const [from, to] = thinkMs;
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(from);
    // The loop turns once per millisecond.
    expect(Math.max(...pauses)).toBeLessThanOrEqual(to + 1);
    const distance = kolmogorovSmirnov(pauses, (ms) => Math.min(1, Math.max(0, (ms - from) / (to - from))));
    expect(kolmogorovSmirnovPValue(distance, pauses.length)).toBeGreaterThan(0.01);
  });
});

describe('what is drawn', () => {
  it('has five pairs of instrument and horizon, each as often as the others', async () => {
    const { fired } = await record('GatewayRESTUser');
    const pairs = fired.filter(({ path }) => path.includes('curve-snapshots'));
    const counts = countOf(pairs.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)));
    const even = {
      'NG_HH_BALMO?horizon=1m': 1,
      'ERCOT_HOUSTON_15MIN?horizon=da': 1,
      'NBP_GAS_DA?horizon=2w': 1,
      'EU_POWER_PHELIX?horizon=1q': 1,
      'WTI_CRUDE_FRONT?horizon=3m': 1,
    };
    expect(fitOf('pairs', counts, even).pValue).toBeGreaterThan(0.01);
  });

  it('gives a user of entitlements one identity for its life, and another to another user', async () => {
    const { fired } = await record('EntitlementsServiceUser');
    const identities = membersByUser(fired, ({ user_id, tenant_id }) => `${user_id} ${tenant_id}`);
    expect([...identities.values()].map((own) => own.size)).toEqual(Array(USERS).fill(1));
    expect(new Set([...identities.values()].flatMap((own) => [...own])).size).toBeGreaterThan(USERS / 2);
    const asked = membersByUser(fired, ({ resource, action }) => `${resource} ${action}`);
    expect(Math.max(...[...asked.values()].map((own) => own.size))).toBeGreaterThan(5);
  });

  it('gives a user of metrics one service and tenant for its life, single or in a batch', async () => {
    const { fired } = await record('MetricsServiceUser');
    const owners = membersByUser(fired, ({ service, tenant_id, labels }) => {
      return `${service} ${tenant_id} ${String(Object(labels).service)}`;
    });
    expect([...owners.values()].map((own) => own.size)).toEqual(Array(USERS).fill(1));
    const values = fired.flatMap(({ body }) =>
      body === null ? [] : [...body.matchAll(/"value":([\d.]+)/g)],
    );
    const numbers = values.map(([, text]) => Number(text));
    const distance = kolmogorovSmirnov(numbers, (at) => (at - 1) / 99);
    expect(kolmogorovSmirnovPValue(distance, numbers.length)).toBeGreaterThan(0.01);
  });
});

/** Milliseconds from an answer to the next request of the same user: each has a connection of its own. */
function pausesOf(fired: readonly FiredRequest[]): number[] {
  const last = new Map<number, number>();
  return fired.flatMap(({ connection, atUs }) => {
    const before = last.get(connection);
    last.set(connection, atUs);
    return before === undefined ? [] : [(atUs - before - ANSWER_US) / 1_000];
  });
}

/** By connection, the different texts that `pick` makes of the members of its bodies. */
function membersByUser(
  fired: readonly FiredRequest[],
  pick: (member: Readonly<Record<string, unknown>>) => string,
): Map<number, Set<string>> {
  const own = new Map<number, Set<string>>();
  for (const { connection, body } of fired) {
    if (body === null) continue;
    for (const member of [JSON.parse(body)].flat()) {
      const texts = own.get(connection) ?? new Set();
      own.set(connection, texts.add(pick(member)));
    }
  }
  return own;
}
