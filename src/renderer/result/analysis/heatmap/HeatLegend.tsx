import { ChartSpline } from 'lucide-react';
import { ESTIMATE_SIGN } from '../../../../contract/evidence.ts';
import { counted, formatMs, formatNumber, NO_VALUE } from '../../../../contract/format.ts';
import {
  PERCENTILES,
  type Percentile as PercentileName,
  statisticWord,
} from '../../../../contract/percentiles.ts';
import type { SelectedTimes } from '../../../../contract/selection.ts';
import type { Millis } from '../../../../contract/units.ts';
import { useTheme } from '../../../charts/chart-colors.ts';
import { Row, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { CheckMenu } from '../../../parts/CheckMenu.tsx';
import { heatGradient, LINE_COLORS } from './heat-colors.ts';

interface Props {
  /** Requests of the fullest cell. */
  readonly max: number;
  readonly times: SelectedTimes | null;
  /** The percentiles that are drawn. */
  readonly chosen: readonly PercentileName[];
  readonly onChosen: (chosen: readonly PercentileName[]) => void;
  /** Selects all that took at least so long. */
  readonly onBeyond: (ms: Millis) => void;
}

/** What the lines and the colours stand for; a percentile leads to what lies at it and beyond. */
export function HeatLegend({ max, times, chosen, onChosen, onBeyond }: Props) {
  const theme = useTheme();
  return (
    <Row as="span" gap={12} size="small" tone="soft" wrap>
      {chosen.toReversed().map((name) => (
        <Row as="span" key={name} gap={6} nowrap>
          <span style={{ width: 12, borderTop: `2px solid var(${LINE_COLORS[name]})` }} aria-hidden="true" />
          {statisticWord(name)}
          <Percentile name={name} times={times} onBeyond={onBeyond} />
        </Row>
      ))}
      <CheckMenu
        trigger={
          <Button
            look="quiet"
            size="small"
            icon={<ChartSpline />}
            aria-label="Choose the percentiles drawn"
          />
        }
        options={PERCENTILES.map((name) => [name, statisticWord(name)] as const)}
        chosen={chosen}
        onChange={onChosen}
      />
      {max === 0 ? null : (
        <Row as="span" gap={6} tone="muted" nowrap>
          1
          <span
            style={{ width: 'clamp(72px, 8vw, 128px)', height: 11, background: heatGradient(theme) }}
            aria-hidden="true"
          />
          <span title={`The fullest cell holds ${counted(max, 'request')}.`}>
            {formatNumber(max)} per cell
          </span>
        </Row>
      )}
    </Row>
  );
}

function Percentile({ name, times, onBeyond }: Pick<Props, 'times' | 'onBeyond'> & { name: PercentileName }) {
  const ms = times?.[`${name}Ms`] ?? null;
  const text = times === null ? NO_VALUE : percentileText(times, name);
  if (ms === null || text === NO_VALUE) return <Text tone="ink">{text}</Text>;
  return (
    <Button
      look="link"
      size="small"
      style={{ color: 'var(--ink)', fontWeight: 500 }}
      title={`Select what took at least the ${statisticWord(name)}`}
      onClick={() => onBeyond(ms)}
    >
      {text}
    </Button>
  );
}

/** A percentile with what it rests on, as everywhere: `~` for an estimate, a dash for one that is unknown. */
export function percentileText(times: SelectedTimes, name: PercentileName): string {
  const value = times[`${name}Ms`];
  const evidence = times.evidence[name];
  if (value === null || evidence === 'unknown') return NO_VALUE;
  return evidence === 'sure' ? formatMs(value) : `${ESTIMATE_SIGN}${formatMs(value)}`;
}
