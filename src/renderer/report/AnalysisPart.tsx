import { useEffect, useMemo, useState } from 'react';
import { formatCount } from '../../contract/format.ts';
import type { Summary } from '../../contract/summary.ts';
import type { CarriedRun } from '../../main/services/analysis/carrying/carried-run.ts';
import { Note, Stack } from '../parts/Box.tsx';
import { settleAddress } from '../parts/settled-address.ts';
import { useAnswer } from '../parts/use-answer.ts';
import { AnalysisView } from '../result/analysis/AnalysisView.tsx';
import type { AnalysisPlace } from '../result/analysis/analysis-source.ts';
import type { Preview } from '../result/analysis/heatmap/heat-drag.ts';
import { useCounts } from '../result/analysis/heatmap/use-counts.ts';
import { SelectionBar } from '../result/analysis/SelectionBar.tsx';
import { type Analysis, useAnalysis } from '../result/analysis/use-analysis.ts';
import { carriedSource } from './carried-source.ts';
import { copied } from './copied.ts';

/** The part of the page; behind `?` what is looked at. */
export const ANCHOR = '#analysis';

interface Props {
  readonly summary: Summary;
  readonly run: CarriedRun;
}

/** The analysis of the Run screen, answered from what the file carries. */
export function AnalysisPart({ summary, run }: Props) {
  const analysis = useAnalysis(summary, asked());
  const [said, setSaid] = useState('');
  const place = useMemo(() => placeOf(run, setSaid), [run]);
  const [preview, setPreview] = useState<Preview | null>(null);
  const { scope } = analysis;
  const { markers } = summary.run;
  const heatmap = useAnswer(useMemo(() => () => place.source.heatmap(scope), [place, scope]));
  const { sums, counts } = useCounts(heatmap);
  useAddress(analysis);
  return (
    <Stack gap={10}>
      <SelectionBar {...{ analysis, place, counts, preview }} isWhole />
      <AnalysisView
        {...{ analysis, place, heatmap, sums }}
        onPreview={setPreview}
        {...(markers === undefined ? {} : { markers })}
      />
      <Note>
        {precision(run)}
        <span role="status"> {said}</span>
      </Note>
    </Stack>
  );
}

/** How exact the figures of a selection are. */
function precision({ head: { perDoubling, kept }, carried }: CarriedRun): string {
  const off = 100 * (2 ** (1 / (2 * perDoubling)) - 1);
  const figures = `Counts in this file are exact; percentiles of a selection lie within ${off.toFixed(1)}%.`;
  if (carried >= kept) return figures;
  return `${figures} It carries ${formatCount(carried)} of ${formatCount(kept)} kept requests, among them the slowest.`;
}

function placeOf(run: CarriedRun, say: (text: string) => void): AnalysisPlace {
  return {
    source: carriedSource(run),
    copy: (text, done) => {
      void copied(text).then((isDone) => say(isDone ? done : 'The browser did not let it be copied.'));
    },
    opensLinks: true,
    addressOf: (query) => `${location.href.split('#')[0]}${ANCHOR}?${query}`,
  };
}

/** What the address says of the view; where there is no address, nothing. */
export function asked(): string {
  const [path, query = ''] = (globalThis.location?.hash ?? '').split('?', 2);
  return path === ANCHOR ? query : '';
}

/**
 * The address says what is selected, so that a reload or a copy of it leads back; nothing is said of the view at first. A
 * link of the page, as a finding has, is followed.
 */
function useAddress({ query, follow }: Analysis): void {
  const [first] = useState(query);
  useEffect(() => {
    // No place of the page has such a name, so the browser would not go there by itself.
    const show = () => document.querySelector(ANCHOR)?.scrollIntoView();
    if (asked() !== '') show();
    const changed = () => {
      if (asked() === '') return;
      follow(asked());
      show();
    };
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, [follow]);
  useEffect(() => {
    if (query === first && asked() === '') return;
    return settleAddress(`${ANCHOR}?${query}`);
  }, [query, first]);
}
