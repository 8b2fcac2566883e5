import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { Scope } from '../../../../../src/contract/area.ts';
import type { RequestFilter } from '../../../../../src/contract/request-rows.ts';
import { slowWords, type Why } from '../../../../../src/contract/why.ts';
import { Paper } from '../../../../../src/renderer/parts/paper.ts';
import type { AnalysisSource } from '../../../../../src/renderer/result/analysis/analysis-source.ts';
import { countSums } from '../../../../../src/renderer/result/analysis/heatmap/count-sums.ts';
import { Heatmap } from '../../../../../src/renderer/result/analysis/heatmap/Heatmap.tsx';
import { useFindings } from '../../../../../src/renderer/result/analysis/panels/use-findings.ts';
import { WhyPanel } from '../../../../../src/renderer/result/analysis/panels/WhyPanel.tsx';
import { parseLink } from '../../../../../src/renderer/result/analysis/selecting/analysis-link.ts';
import { stateOfLink } from '../../../../../src/renderer/result/analysis/selecting/analysis-state.ts';
import type { Analysis } from '../../../../../src/renderer/result/analysis/use-analysis.ts';
import { madeHeatmap } from './made-heatmap.ts';

const WHY: Why = { slow: 0, expected: 0, causes: [], nothing: 'Too few.', alike: [], unknown: [] };

function Probe({ analysis, found }: { readonly analysis: Analysis; readonly found: RequestFilter[] }) {
  found.push(useFindings(analysis, {} as AnalysisSource).filter);
  return null;
}

test('with nothing selected, the list is of the measured time and of the series that figures are of', () => {
  const filterOf = (scope: Pick<Scope, 'service' | 'endpoint'>, link: string): RequestFilter | undefined => {
    const analysis = {
      state: stateOfLink(parseLink(link), 60),
      scope: { ...scope, clock: 'intended' },
      length: 60,
      warmup: 10,
      pulse: 0,
    } as unknown as Analysis;
    const found: RequestFilter[] = [];
    renderToStaticMarkup(createElement(Probe, { analysis, found }));
    return found[0];
  };
  const bands = { fromBand: 0, toBand: 79 };
  expect(filterOf({ service: null, endpoint: null }, '')).toEqual({
    clock: 'intended',
    primary: true,
    area: { fromSecond: 10, toSecond: 59, ...bands },
  });
  expect(filterOf({ service: 'shop', endpoint: 'orders' }, 'a=5-20')).toEqual({
    clock: 'intended',
    service: 'shop',
    endpoint: 'orders',
    area: { fromSecond: 5, toSecond: 19, ...bands },
  });
});

test('why it is slow says of one request that it failed, and counts none where too few are known', () => {
  const page = renderToStaticMarkup(
    createElement(WhyPanel, {
      why: { answer: { state: 'ready', value: WHY }, isStale: false },
      about: 'the whole run',
      there: 'the rest of the run',
      hasRequests: true,
      isBelieved: true,
      failed: { failed: 1, finished: 1, elsewhere: null },
      onFailed: () => undefined,
      onRequests: () => undefined,
      onArea: () => undefined,
    }),
  );
  expect(page).toContain('Its one request failed');
  expect(page).not.toContain('slow request');
  const counted: Why = { ...WHY, slow: 0.9, expected: 12.4, alike: ['new connections'] };
  expect(slowWords(counted, 'B')).toBe('1 slow request, where 12 would be expected from B.');
});

test('nothing that is done with a pointer is said on paper', () => {
  const heatmap = madeHeatmap({ seconds: 4, fromBand: 30, toBand: 30, cells: [1, 1, 1, 1] });
  const shown = (paper: boolean) =>
    renderToStaticMarkup(
      createElement(
        Paper.Provider,
        { value: paper },
        createElement(Heatmap, {
          heatmap,
          sums: countSums(heatmap),
          state: stateOfLink(parseLink('a=1-3'), 4),
          act: () => undefined,
          onPreview: () => undefined,
          whole: null,
          marks: [],
          opened: null,
          asTable: false,
          onAsTable: () => undefined,
        }),
      ),
    );
  expect(shown(false)).toContain('Shift-drag');
  expect(shown(true)).not.toContain('Shift-drag');
});
