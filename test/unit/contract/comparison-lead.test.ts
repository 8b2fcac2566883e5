import { describe, expect, test } from 'vitest';
import type { Difference } from '../../../src/contract/comparison.ts';
import { leadOf, OVERALL } from '../../../src/contract/comparison-lead.ts';
import { byWorsening, worseningOf } from '../../../src/contract/worsening.ts';

function row(endpoint: string, figure: string, a: number | null, b: number | null, note = ''): Difference {
  const change = a === null || b === null ? null : b - a;
  return {
    service: 'gateway',
    endpoint,
    figure,
    unit: figure === 'p95' ? 'ms' : figure === 'error rate' ? '%' : figure === 'count' ? 'count' : '1/s',
    better: figure === 'throughput' ? 'higher' : figure === 'count' ? 'neither' : 'lower',
    a,
    b,
    change,
    changePercent: change === null || a === null || a === 0 ? null : (change / a) * 100,
    note,
  };
}

describe('a comparison opens with', () => {
  test('the endpoint whose errors rose most, and the one whose p95 rose most', () => {
    const lead = leadOf(
      [
        row('curves', 'p95', 40, 88),
        row('pricing', 'p95', 200, 250),
        row('curves', 'error rate', 1, 1.2),
        row('login', 'error rate', 0, 12),
        row('login', 'throughput', 100, 20),
      ],
      true,
    );
    expect(lead).toBe(
      'Largest worsening: gateway.login fails 12% of its requests, up from 0%. gateway.curves p95 rose by 120%, from 40 ms to 88 ms.',
    );
  });

  test('throughput where nothing else worsened under the same load', () => {
    const rows = [row('curves', 'p95', 40, 39), row('curves', 'throughput', 100, 60)];
    expect(leadOf(rows, true)).toBe(
      'Largest worsening: gateway.curves throughput fell by 40%, from 100/s to 60/s.',
    );
    expect(leadOf(rows, false)).toBe('Nothing worsened by 5% or more.');
  });

  test('what improved, where nothing worsened', () => {
    expect(
      leadOf([row('curves', 'p95', 40, 41), row('pricing', 'p95', 200, 50, 'estimate in B')], true),
    ).toBe(
      'Nothing worsened by 5% or more. Largest improvement: gateway.pricing p95 fell by 75%, from 200 ms to 50 ms (estimate in B).',
    );
  });

  test('no endpoint of all together, and says where nothing can be compared', () => {
    const overall = { ...row('overall', 'p95', 10, 90), ...OVERALL };
    expect(leadOf([overall, row('curves', 'p95', null, 40)], true)).toBe(
      'The two runs share no endpoint that both measured.',
    );
  });
});

describe('rows', () => {
  test('stand by how much they worsened; what was nothing before comes first, what has no better or no figure last', () => {
    const rows = [
      row('unmeasured', 'p95', null, null),
      row('faster', 'p95', 100, 50),
      row('counted', 'count', 1, 900),
      row('alone', 'p95', null, 7),
      row('slower', 'p95', 100, 150),
      row('failing', 'error rate', 0, 3),
      row('lost', 'throughput', 100, 10),
      row('same', 'p95', 0, 0),
    ];
    expect(byWorsening(rows).map(({ endpoint }) => endpoint)).toEqual([
      'failing',
      'lost',
      'slower',
      'same',
      'faster',
      'counted',
      'alone',
      'unmeasured',
    ]);
    expect(rows.map(worseningOf)).toEqual([null, -0.5, null, null, 0.5, Number.POSITIVE_INFINITY, 0.9, 0]);
  });
});
