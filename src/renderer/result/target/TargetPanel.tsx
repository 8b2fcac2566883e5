import { ChevronDown, ChevronUp } from 'lucide-react';
import { type ReactNode, useContext, useState } from 'react';
import type { Summary } from '../../../contract/summary.ts';
import { countMainCharts, countTargetCharts, quietTexts } from '../../charts/target-charts.ts';
import { Note } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Paper } from '../../parts/paper.ts';
import { TargetCharts, type TargetChartsProps } from './TargetCharts.tsx';
import { GapLines } from './WatchList.tsx';

/** So many charts are looked at together. */
const AT_ONCE = 6;
const COMPACT = 3;

interface Props extends Omit<TargetChartsProps, 'most' | 'flush'> {
  readonly actions?: ReactNode;
  /** Below the charts; absent: what is missing on them and why. */
  readonly below?: ReactNode;
}

/** Charts of what was watched, as many as are readable at once, the rest one button away; nothing where nothing was watched. */
export function TargetPanel({ actions, below, ...charts }: Props) {
  const { summary, compact = false, skip = 0 } = charts;
  const { watches } = summary;
  const [isWhole, setIsWhole] = useState(false);
  const paper = useContext(Paper);
  if (watches === undefined) return null;
  const room = compact ? COMPACT : AT_ONCE - (charts.first === undefined ? 0 : 1);
  const most = Math.min(room, Math.max(1, countMainCharts(summary) - skip));
  const more = countTargetCharts(summary) - skip - most;
  return (
    <Panel
      flush
      testId="target"
      title={<Definition term="watch">Target</Definition>}
      aside={asideOf(watches)}
      actions={
        <>
          {more <= 0 || paper ? null : (
            <Button
              size="small"
              look="quiet"
              icon={isWhole ? <ChevronUp /> : <ChevronDown />}
              aria-expanded={isWhole}
              onClick={() => setIsWhole(!isWhole)}
            >
              {isWhole ? 'Show fewer' : `${more} more ${more === 1 ? 'chart' : 'charts'}`}
            </Button>
          )}
          {actions}
        </>
      }
    >
      <TargetCharts {...charts} {...(isWhole ? {} : { most })} flush />
      {compact && !isWhole ? null : <QuietLine summary={summary} />}
      {below ?? <GapLines watches={watches} isLive={summary.run.state === 'running'} />}
    </Panel>
  );
}

/** What charts would have nothing to show of. */
function QuietLine({
  summary: { watches = [], gauges = [] },
}: {
  summary: Pick<Summary, 'watches' | 'gauges'>;
}) {
  const texts = quietTexts({ watches, gauges });
  if (texts.length === 0) return null;
  return (
    <Note pad="normal" data-testid="quiet-figures">
      Throughout: {texts.join(' · ')}.
    </Note>
  );
}

function asideOf(watches: NonNullable<Summary['watches']>): string {
  const names = watches.slice(0, 3).map(({ watch }) => watch);
  const more = watches.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}, once a second`;
}

/** Of a run that watched nothing, how the next one does. */
export function NotWatched() {
  return (
    <Note size="body" data-testid="not-watched">
      Not watched. Watch the target’s CPU and memory: choose <b>Watch something else</b> in the start dialog,
      or <b>listens there: watch it</b> under Services; or start it with{' '}
      <code>--watch gateway=port:8000</code>.
    </Note>
  );
}
