import { Link2, Undo2, X } from 'lucide-react';
import { type ReactNode, useContext } from 'react';
import type { Area } from '../../../contract/area.ts';
import { formatCount } from '../../../contract/format.ts';
import { isTimeAlone } from '../../../contract/latency-bands.ts';
import { Note, Row, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Choice } from '../../parts/Field.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { Paper } from '../../parts/paper.ts';
import { Segmented } from '../../parts/Segmented.tsx';
import type { AnalysisPlace } from './analysis-source.ts';
import type { CountSums } from './heatmap/count-sums.ts';
import type { Preview, Which } from './heatmap/heat-drag.ts';
import { useIsLarge } from './panels/use-is-large.ts';
import { clockedBy } from './selecting/analysis-state.ts';
import { countWords, latencyWords, spanWords } from './selecting/area-words.ts';
import { brushed, undone } from './selecting/brush-history.ts';
import {
  chosenScope,
  hasIntended,
  hasScope,
  lostScopeWords,
  scopeChoices,
  scopedTo,
} from './selecting/scopes.ts';
import type { Analysis } from './use-analysis.ts';

interface Props {
  readonly analysis: Analysis;
  readonly place: AnalysisPlace;
  /** Null: not known yet. */
  readonly counts: CountSums | null;
  readonly preview: Preview | null;
  /** On the tab of the heatmap, where more can be chosen. */
  readonly isWhole: boolean;
}

/** What is selected, in words, what it is held against, and of which requests. */
export function SelectionBar(props: Props) {
  return useContext(Paper) ? <PrintedSelection {...props} /> : <SelectionTools {...props} />;
}

/** The same where nothing can be chosen: on paper. */
function PrintedSelection({ analysis: { summary, state }, counts }: Props) {
  const { a, b } = state.history.now;
  const scope = scopeChoices(summary).find(([name]) => name === state.endpoint)?.[1] ?? 'All endpoints';
  const clock = hasIntended(summary) ? `, timed from the ${state.clock} start` : '';
  return (
    <Row wrap gap={8} data-testid="selection-bar">
      {a === null ? (
        <Text weight="semibold">The whole run; nothing is selected</Text>
      ) : (
        <>
          <AreaChip which="a" area={a} counts={counts} />
          <span>{b === null ? 'against the rest of the run' : 'against'}</span>
        </>
      )}
      {b === null ? null : <AreaChip which="b" area={b} counts={counts} />}
      <Note as="span" size="body">
        {scope}
        {clock}.
      </Note>
    </Row>
  );
}

function SelectionTools({ analysis, place, counts, preview, isWhole }: Props) {
  const { state, act } = analysis;
  const { now } = state.history;
  const shown = preview === null ? now : { ...now, [preview.which]: preview.area };
  const clear = (which: Which) =>
    act((one) => ({
      ...one,
      request: null,
      history: brushed(one.history, which === 'a' ? { a: null, b: null } : { b: null }),
    }));
  return (
    <Row
      wrap
      gap={8}
      role="toolbar"
      aria-label="Selection"
      data-testid="selection-bar"
      style={{ minHeight: 34 }}
    >
      {shown.a === null ? (
        <Note as="span" size="body">
          {adviceOf(analysis)}
        </Note>
      ) : (
        <AreaChip which="a" area={shown.a} counts={counts} onClear={() => clear('a')} />
      )}
      {shown.a === null ? null : isWhole ? (
        <Against analysis={analysis} />
      ) : (
        <Note as="span">{shown.b === null ? 'against the rest of the run' : 'against'}</Note>
      )}
      {shown.b === null ? null : (
        <AreaChip which="b" area={shown.b} counts={counts} onClear={() => clear('b')} />
      )}
      {isWhole ? (
        <>
          <Doings analysis={analysis} place={place} />
          <Row gap={8} style={{ marginLeft: 'auto' }}>
            <ScopeFields analysis={analysis} />
          </Row>
        </>
      ) : (
        <OfTimeAlone area={shown.a} />
      )}
    </Row>
  );
}

/** What is to be known where nothing is selected: what of a link this run has not, or how to begin. */
function adviceOf({ state: { isLost, endpoint }, summary }: Analysis): string {
  if (isLost) return 'The selection lies outside this run.';
  if (!hasScope(endpoint, summary)) return lostScopeWords(endpoint);
  return 'Drag over the heatmap to ask about a stretch. A flat drag is time alone.';
}

/** What the other tabs make of an area that is bounded by latency too. */
function OfTimeAlone({ area }: { area: Area | null }) {
  return area === null || isTimeAlone(area) ? null : (
    <Note as="span">Figures on this tab are those of its time.</Note>
  );
}

function Doings({ analysis: { state, act, query }, place }: Pick<Props, 'analysis' | 'place'>) {
  const isLarge = useIsLarge();
  const undo = () => act((one) => ({ ...one, history: undone(one.history) }));
  const copy = () => place.copy(place.addressOf(query), 'Link copied to the clipboard.');
  return (
    <Row gap={4}>
      {state.history.past.length === 0 ? null : (
        <Hint text="Undo (Ctrl Z)">
          <Button size="small" look="quiet" icon={<Undo2 />} aria-label="Undo" onClick={undo}>
            {isLarge ? 'Undo' : undefined}
          </Button>
        </Hint>
      )}
      <Hint text="Copy a link to this view (L)">
        <Button size="small" look="quiet" icon={<Link2 />} aria-label="Copy link" onClick={copy}>
          {isLarge ? 'Copy link' : undefined}
        </Button>
      </Hint>
    </Row>
  );
}

function AreaChip({
  which,
  area,
  counts,
  onClear,
}: Pick<Props, 'counts'> & {
  readonly which: Which;
  readonly area: Area;
  /** Absent: it cannot be cleared. */
  readonly onClear?: () => void;
}) {
  const isLarge = useIsLarge() || onClear === undefined;
  // Of latencies that are chosen no failure can be part.
  const failed = counts === null || !isTimeAlone(area) ? 0 : counts.failedIn(area);
  const edge = which === 'a' ? 'var(--accent)' : 'var(--chart-2)';
  return (
    <Row
      gap={8}
      tint="accent"
      nowrap
      style={{
        minHeight: 30,
        padding: onClear === undefined ? '3px 10px 3px 7px' : '3px 4px 3px 7px',
        boxShadow: `inset 0 0 0 1px ${edge}`,
        ...(which === 'b' && { background: `color-mix(in srgb, ${edge} 14%, transparent)` }),
      }}
      data-testid={`chip-${which}`}
    >
      <Text
        size="micro"
        weight="semibold"
        textAlign="center"
        style={{
          width: 18,
          borderRadius: 4,
          background: edge,
          color: 'var(--on-strong)',
          lineHeight: '18px',
        }}
      >
        {which.toUpperCase()}
      </Text>
      <Text weight="semibold">{spanWords(area)}</Text>
      {isTimeAlone(area) ? null : <Part>{latencyWords(area)}</Part>}
      {counts === null ? null : (
        <Part>
          <span
            data-testid={`count-${which}`}
            data-value={counts.countIn(area)}
            title={`of ${formatCount(counts.countAround(area))} requests`}
          >
            {countWords({
              count: counts.countIn(area),
              of: isLarge ? counts.countAround(area) : null,
              failed,
            })}
          </span>
        </Part>
      )}
      {onClear === undefined ? null : (
        <Button
          size="small"
          look="quiet"
          icon={<X />}
          aria-label={which === 'a' ? 'Clear the selection' : 'Compare with the rest instead'}
          onClick={onClear}
        />
      )}
    </Row>
  );
}

function Part({ children }: { children: ReactNode }) {
  return <Text style={{ paddingLeft: 8, borderLeft: '1px solid var(--line-strong)' }}>{children}</Text>;
}

const AGAINST = [
  ['rest', 'against the rest'],
  ['b', 'against B'],
] as const;

function Against({ analysis: { state, act } }: Pick<Props, 'analysis'>) {
  const isB = state.selectsB || state.history.now.b !== null;
  const isLarge = useIsLarge();
  return (
    <Choice
      hideLabel
      label="Compare with"
      maxWidth={isLarge ? 160 : isB ? 118 : 152}
      value={isB ? 'b' : 'rest'}
      options={AGAINST}
      onChange={(chosen) =>
        act((one) =>
          chosen === 'b'
            ? { ...one, selectsB: true }
            : { ...one, selectsB: false, history: brushed(one.history, { b: null }) },
        )
      }
    />
  );
}

/** Of which requests, and from when their time counts. */
function ScopeFields({ analysis: { summary, state, act } }: Pick<Props, 'analysis'>) {
  const isLarge = useIsLarge();
  return (
    <>
      <Choice
        hideLabel
        label="Endpoints"
        maxWidth={isLarge ? 210 : 160}
        value={chosenScope(state.endpoint, summary)}
        options={scopeChoices(summary)}
        onChange={(endpoint) => act((one) => scopedTo(one, endpoint))}
      />
      {hasIntended(summary) ? (
        <Segmented
          label="Clock"
          value={state.clock}
          options={{ intended: 'intended', actual: 'actual' }}
          onChange={(clock) => act((one) => clockedBy(one, clock))}
        />
      ) : null}
    </>
  );
}
