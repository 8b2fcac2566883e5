import { Table2 } from 'lucide-react';
import { type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import type { Term } from '../../contract/glossary.ts';
import { Note, Row, Text } from '../parts/Box.tsx';
import { Button } from '../parts/Button.tsx';
import { Definition } from '../parts/Definition.tsx';
import { HintedButton } from '../parts/HintedButton.tsx';
import { type Lead, Leads } from '../parts/leads.tsx';
import { Paper } from '../parts/paper.ts';
import styles from './ChartFrame.module.css';
import { Plot } from './Plot.tsx';
import { isPointLook, type PlotModel, type PlotSeries, readingOf } from './plot-model.ts';
import { pointPath } from './plot-painting.ts';

interface Props {
  readonly title: string;
  readonly term?: Term;
  /** Said instead of the definition of the term. */
  readonly meaning?: string | undefined;
  readonly model: PlotModel;
  readonly height?: number;
  readonly syncKey?: string;
  readonly actions?: ReactNode;
  /** Heading of the first column when shown as a table. */
  readonly xTitle: string;
  /** Which requests its seconds are of; absent: all of them. */
  readonly of?: Pick<Lead, 'service' | 'endpoint'>;
  /** Its seconds lead to what failed in them. */
  readonly isOfFailures?: boolean;
}

/** A chart with its title, its legend of live values, and the same figures as a table for whoever needs it. */
export function ChartFrame(props: Props) {
  const { title, term, meaning, model, height = 168, syncKey, actions, xTitle } = props;
  const [index, setIndex] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const paper = useContext(Paper);
  const onCursor = useCallback((at: number | null) => setIndex(at), []);
  const hovered = index === null ? undefined : model.x[index];
  const note = index === null ? '' : (model.notes?.[index] ?? '');
  const says = hovered === undefined ? (model.idle?.says ?? '') : model.xFormat(hovered);
  const onPlace = useSecondLead(props);
  return (
    <figure className={styles.chart} data-testid={`chart-${title.toLowerCase().replaceAll(/\W+/g, '-')}`}>
      <Row as="figcaption" gap={8} className={styles.head}>
        <h3>
          <Definition term={term} text={meaning}>
            {title}
          </Definition>
        </h3>
        {model.yUnit === undefined ? null : <Note as="span">{model.yUnit}</Note>}
        <Note as="span" clip data-testid="cursor-time" title={says}>
          {says}
        </Note>
        {note === '' ? null : (
          <Note as="span" clip title={note}>
            {note}
          </Note>
        )}
        {paper ? null : (
          <Row as="span" gap={2} style={{ marginLeft: 'auto' }}>
            {actions}
            <HintedButton
              hint={asTable ? 'Show as chart' : 'Show as table'}
              icon={<Table2 />}
              aria-label={`${title}: ${asTable ? 'show as chart' : 'show as table'}`}
              aria-pressed={asTable}
              onClick={() => setAsTable(!asTable)}
            />
          </Row>
        )}
      </Row>
      {asTable ? (
        <ChartTable {...{ model, title, height, xTitle, onPlace }} />
      ) : (
        <Plot
          model={model}
          height={height}
          syncKey={syncKey ?? null}
          label={summarise(title, model)}
          onCursor={onCursor}
          onPlace={onPlace}
        />
      )}
      <Legend model={model} index={hovered === undefined ? null : index} />
    </figure>
  );
}

const ALL = { service: null, endpoint: null } as const;

/** Goes to the requests of the second at a place; null: there is nowhere to go, or places are no seconds. */
function useSecondLead({
  model: { seconds },
  of = ALL,
  isOfFailures = false,
}: Props): ((index: number) => void) | null {
  const lead = useContext(Leads);
  const { service, endpoint } = of;
  return useMemo(() => {
    if (lead === null || seconds === undefined) return null;
    return (index) => {
      const second = seconds[index];
      if (second !== undefined) lead({ kind: 'second', service, endpoint, second, isOfFailures });
    };
  }, [lead, seconds, service, endpoint, isOfFailures]);
}

type TableProps = Required<Pick<Props, 'model' | 'title' | 'height' | 'xTitle'>> & {
  readonly onPlace: ((index: number) => void) | null;
};

/** The figures of a chart, newest first, in the place of the chart. */
function ChartTable({ model, title, height, xTitle, onPlace }: TableProps) {
  const order = model.x.map((_, index) => model.x.length - 1 - index);
  return (
    <section
      style={{ height, margin: '0 12px', overflow: 'auto' }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label={`${title}, figures`}
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{xTitle}</th>
            {model.series.map((series) => (
              <th key={series.key} scope="col">
                {series.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {order.map((index) => (
            <tr key={index}>
              <th scope="row">
                <Place
                  text={model.xFormat(model.x[index] ?? 0)}
                  onClick={onPlace && (() => onPlace(index))}
                />
              </th>
              {model.series.map((series) => {
                const value = (series.shown ?? series.values)[index] ?? null;
                return (
                  <td key={series.key} data-value={String(value)}>
                    {readingOf(series, index, model.yFormat)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Place({ text, onClick }: { text: string; onClick: (() => void) | null }) {
  if (onClick === null) return text;
  return (
    <Button look="link" style={{ font: 'inherit' }} title="Requests of this second" onClick={onClick}>
      {text}
    </Button>
  );
}

const LINES = {
  line: '2px solid',
  thin: '1px solid',
  lane: '5px solid',
} as const;

/** A series as its legend shows it: its shape, a piece of its line, or of its ground. */
function Swatch({ series: { look = 'line', color } }: { series: PlotSeries }) {
  const paint = `var(${color})`;
  if (isPointLook(look)) {
    const fill = look === 'dots' ? 'currentColor' : 'none';
    return (
      <svg width={12} height={12} viewBox="-6 -6 12 12" aria-hidden="true" style={{ color: paint }}>
        <path d={pointPath(look, 3.5)} fill={fill} stroke="currentColor" strokeWidth={1.75} />
      </svg>
    );
  }
  if (look === 'dashed')
    return (
      <svg width={18} height={12} viewBox="0 -6 18 12" aria-hidden="true" style={{ flex: 'none' }}>
        <line x2={18} style={{ stroke: paint, strokeWidth: 1.5, strokeDasharray: '4 3' }} />
      </svg>
    );
  const isGround = look === 'bars' || look === 'stack' || look === 'area';
  const shape = isGround
    ? { width: 8, height: 8, borderRadius: 2, background: paint }
    : { width: 12, borderTop: `${LINES[look]} ${paint}`, opacity: look === 'lane' ? 0.5 : 1 };
  return <span style={{ flex: 'none', ...shape }} aria-hidden="true" />;
}

function Legend({ model, index }: { model: PlotModel; index: number | null }) {
  const series = model.legendReversed ? model.series.toReversed() : model.series;
  return (
    <ul className={styles.legend}>
      {series.map((one) => {
        const text =
          index === null ? (model.idle?.texts[one.key] ?? '') : readingOf(one, index, model.yFormat);
        return (
          <Row key={one.key} as="li" gap={6} nowrap>
            <Swatch series={one} />
            <Text clip title={one.label}>
              {one.label}
            </Text>
            <Text rigid tone="ink" weight="medium">
              {text}
            </Text>
          </Row>
        );
      })}
    </ul>
  );
}

/** What a screen reader says for the picture: each series with its last and its highest value. */
function summarise(title: string, model: PlotModel): string {
  const parts = model.series.map((one) => {
    const values = (one.shown ?? one.values).filter((value) => value !== null);
    const last = values.at(-1);
    if (last === undefined) return `${one.label}: no values`;
    const highest = values.reduce((top, value) => Math.max(top, value), Number.NEGATIVE_INFINITY);
    return `${one.label}: last ${model.yFormat(last)}, highest ${model.yFormat(highest)}`;
  });
  return `${title}. ${parts.join('; ')}.`;
}
