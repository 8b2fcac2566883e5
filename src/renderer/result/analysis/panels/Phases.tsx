import { formatCount, formatMs, formatPercent } from '../../../../contract/format.ts';
import type { Selection } from '../../../../contract/selection.ts';
import type { Phase } from '../../../../contract/tick.ts';
import { Box, Grid, Note, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { PHASE_LOOKS } from '../../../parts/phase-looks.ts';

type SelectedPhase = Selection['phases'][number];

interface Props {
  readonly selection: Selection;
  /** What it is compared with: `rest`, or `B`; null: with nothing, it is the whole run. */
  readonly there: string | null;
  /** Lists the requests of A by the time they spent in a phase. */
  readonly onPhase: (phase: Phase) => void;
}

/** Mean time in each phase, both bars on one scale. */
export function Phases({ selection: { phases, phasesFrom }, there, onPhase }: Props) {
  const [here, other] = [
    phases.reduce((sum, { hereMs }) => sum + hereMs, 0),
    phases.reduce((sum, { thereMs }) => sum + thereMs, 0),
  ];
  const scale = there === null ? here : Math.max(here, other);
  if (scale <= 0) return null;
  const most = there !== null && here > other ? mostGrown(phases) : undefined;
  return (
    <Stack gap={8} style={{ padding: '12px 16px 10px', borderTop: '1px solid var(--line)' }}>
      <PhaseLine
        name={there === null ? 'all' : 'A'}
        total={here}
        scale={scale}
        parts={phases.map(({ phase, hereMs }) => [phase, hereMs])}
        onPhase={onPhase}
      />
      {there === null ? null : (
        <PhaseLine
          name={there}
          total={other}
          scale={scale}
          parts={phases.map(({ phase, thereMs }) => [phase, thereMs])}
        />
      )}
      <Row as="ul" wrap gap={12} size="small" tone="soft">
        {phases
          .filter(({ hereMs, thereMs }) => hereMs + (there === null ? 0 : thereMs) > 0)
          .map((one) => (
            <Row as="li" key={one.phase} gap={6}>
              <span
                style={{ width: 8, height: 8, borderRadius: 2, background: PHASE_LOOKS[one.phase].color }}
                aria-hidden="true"
              />
              <Button
                look="link"
                size="small"
                style={{ color: 'inherit' }}
                title={`List requests${there === null ? '' : ' of A'} by ${PHASE_LOOKS[one.phase].word}, the longest first`}
                onClick={() => onPhase(one.phase)}
              >
                {one === most ? (
                  <strong>{grownWords(one, here - other)}</strong>
                ) : (
                  PHASE_LOOKS[one.phase].word
                )}
              </Button>
            </Row>
          ))}
      </Row>
      <Note>
        {phasesFrom === null
          ? 'Mean time in each phase, of every request.'
          : `Mean time in each phase, estimated from ${formatCount(phasesFrom)} kept.`}
      </Note>
    </Stack>
  );
}

function mostGrown(phases: readonly SelectedPhase[]): SelectedPhase | undefined {
  const grown = (one: SelectedPhase) => one.hereMs - one.thereMs;
  return phases.toSorted((one, other) => grown(other) - grown(one))[0];
}

/** `wait for first byte +904 ms, 99% of the difference` */
function grownWords({ phase, hereMs, thereMs }: SelectedPhase, differenceMs: number): string {
  const share = Math.min(100, ((hereMs - thereMs) / differenceMs) * 100);
  return `${PHASE_LOOKS[phase].word} +${formatMs(hereMs - thereMs)}, ${formatPercent(share)} of the difference`;
}

function PhaseLine({
  name,
  total,
  scale,
  parts,
  onPhase,
}: {
  readonly name: string;
  readonly total: number;
  readonly scale: number;
  readonly parts: readonly (readonly [phase: Phase, ms: number])[];
  /** What is beneath the pointer can be clicked; the names below the bars do the same by key. */
  readonly onPhase?: (phase: Phase) => void;
}) {
  return (
    <Grid columns="48px minmax(0, 1fr) 72px" gap={8} align="center">
      <Text size="small">{name}</Text>
      <Row gap={2} style={{ gap: 0, height: 9 }} aria-hidden="true">
        {parts.map(([phase, ms]) => (
          // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the name of the phase below is the button
          <span
            key={phase}
            title={`${PHASE_LOOKS[phase].word} ${formatMs(ms)}`}
            style={{
              width: `${(ms / scale) * 100}%`,
              height: 9,
              background: PHASE_LOOKS[phase].color,
              cursor: onPhase && 'pointer',
            }}
            onClick={onPhase && (() => onPhase(phase))}
          />
        ))}
      </Row>
      <Box textAlign="end">{formatMs(total)}</Box>
    </Grid>
  );
}
