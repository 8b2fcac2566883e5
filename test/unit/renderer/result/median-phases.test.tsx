import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { EndpointSummary } from '../../../../src/contract/summary.ts';
import { MedianPhases } from '../../../../src/renderer/result/endpoints/EndpointDetail.tsx';
import { Histogram } from '../../../../src/workers/engine/measure/histogram.ts';
import { distributionOf } from '../../../../src/workers/engine/verdicts/evidence.ts';

const NONE: EndpointSummary['phasesMs'] = {
  queued: null,
  dns: null,
  connect: null,
  tls: null,
  send: null,
  wait: null,
  receive: null,
};

function timesOf(count: number, ms: number) {
  const histogram = new Histogram();
  for (let n = 0; n < count; n += 1) histogram.record(ms * 1_000);
  return distributionOf(histogram);
}

test('the median of a phase says what it rests on', () => {
  const phases = { ...NONE, dns: timesOf(1, 7), connect: timesOf(4, 3), wait: timesOf(40, 12) };
  const page = renderToStaticMarkup(<MedianPhases phases={phases} />);
  const shown = [...page.matchAll(/data-value="([^"]*)" data-evidence="([^"]*)"[^>]*>([^<]*)/g)];
  expect(shown.map(([, ...figure]) => figure)).toEqual([
    ['null', 'unknown', '–'],
    ['3', 'estimate', '~3'],
    ['12', 'sure', '12'],
  ]);
  expect(page).toContain('~ estimate: fewer than ten samples beyond it');
});

test('nothing stands where no phase has a median', () => {
  expect(renderToStaticMarkup(<MedianPhases phases={{ ...NONE, wait: timesOf(1, 12) }} />)).toBe('');
});
