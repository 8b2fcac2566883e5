import { type ReactNode, useEffect, useRef } from 'react';
import type { CapacityDocument, CapacityStage } from '../../../contract/capacity.ts';
import { isRecoveryAlone, levelText, stepLoadText } from '../../../contract/capacity-text.ts';
import { stageText } from '../../../contract/capacity-words.ts';
import { formatClock, formatNumber, NO_VALUE } from '../../../contract/format.ts';
import type { Millis } from '../../../contract/units.ts';
import { Card, Note, Text } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Hull } from '../../result/capacity/Hull.tsx';
import { StepMark } from '../../result/capacity/StepMark.tsx';
import styles from './CapacityPanel.module.css';

const MEANINGS: Readonly<Record<CapacityStage, string>> = {
  probe: 'One user alone shows how fast it is without load.',
  climb: 'The load rises until an objective is missed.',
  bracket: 'Between the highest load that met and the lowest that missed.',
  rest: 'No load until everything in flight is answered.',
  refine: 'A longer look, close to the limit.',
  reference: 'How fast it is at half of what it carries, to compare with.',
  overload: 'More than it carries, for a while.',
  recovering: 'How long until it is as fast as before?',
  retest: 'Close to the load that was found: does it carry that again?',
  ladder: 'Do twice the users get twice as much?',
  done: 'The search is over.',
};

function meaningOf(stage: CapacityStage, { by }: Pick<CapacityDocument, 'by'>): string {
  return stage === 'probe' && by === 'connections'
    ? 'One connection alone shows how fast it is without load.'
    : MEANINGS[stage];
}

/** However much is said: what stands below stays where it is. */
const TWO_LINES = { height: '3em' } as const;

interface Props {
  readonly capacity: CapacityDocument;
  readonly elapsedMs: Millis;
  /** Of a run that has ended nothing is applied any more. */
  readonly isOver: boolean;
}

/** A search under way: what it is doing, what it knows, and every step as it comes. Nothing in it changes its place. */
export function CapacityPanel({ capacity, elapsedMs, isOver }: Props) {
  const { stage, sentence, progress, objectives } = capacity;
  const isDone = isOver || stage === 'done';
  // A recovery alone tries no loads, and none is its answer.
  const isAlone = isRecoveryAlone(capacity);
  return (
    <div className={styles.place}>
      <Card
        as="section"
        className={isAlone ? undefined : styles.search}
        aria-label={isAlone ? 'Recovery from an overload' : 'Search for capacity'}
        data-testid="capacity-search"
      >
        {isAlone ? null : (
          <div className={styles.hull}>
            <Hull capacity={capacity} now={isDone ? null : progress.level} height={232} />
          </div>
        )}
        <div className={isAlone ? undefined : styles.main}>
          <div className={styles.head}>
            <div style={{ minWidth: 0 }}>
              <h2 className={styles.stage}>
                <span role="status" data-testid="capacity-stage">
                  {isDone ? sentence : stageText(stage, capacity)}
                </span>
              </h2>
              <Text as="p" tone="soft" clamp style={TWO_LINES}>
                {isDone && isAlone ? '' : meaningOf(isDone ? 'done' : stage, capacity)}
              </Text>
              <Note clip>
                <Definition term="objective">Objectives</Definition>: {objectives.join(', ')}
              </Note>
            </div>
            <dl className={styles.figures}>
              <Fact name="Load now">{isDone ? NO_VALUE : nowText(capacity)}</Fact>
              {isAlone ? null : <Fact name="Answer between">{betweenText(capacity)}</Fact>}
              <Fact name="Left, at most">
                <span data-testid="capacity-left">
                  {isDone ? NO_VALUE : formatClock(Math.max(0, progress.atMostMs - elapsedMs))}
                </span>
              </Fact>
            </dl>
          </div>
          {isAlone ? null : <Steps capacity={capacity} />}
        </div>
      </Card>
    </div>
  );
}

function nowText(capacity: CapacityDocument): string {
  const { level } = capacity.progress;
  return level === 0 ? 'none' : stepLoadText({ stage: capacity.stage, level }, capacity);
}

/** `540 and 720 req/s`, `540 req/s and more`. */
function betweenText(capacity: CapacityDocument): string {
  const { unit, progress } = capacity;
  const { met, missed } = progress;
  if (met === null) return missed === null ? NO_VALUE : `below ${levelText(missed, unit)}`;
  if (missed === null) return `${levelText(met, unit)} or more`;
  return `${formatNumber(met)} – ${levelText(missed, unit)}`;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Note as="dt" nowrap>
        {name}
      </Note>
      <dd className={styles.value}>{children}</dd>
    </div>
  );
}

/** The newest last, and in sight: above, it would move all others. */
function Steps({ capacity }: { capacity: CapacityDocument }) {
  const { steps } = capacity;
  const place = useRef<HTMLElement>(null);
  const count = steps.length;
  useEffect(() => {
    const { current } = place;
    if (count > 0) current?.scrollTo(0, current.scrollHeight);
  }, [count]);
  return (
    <section
      ref={place}
      className={styles.steps}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Steps so far"
    >
      <table>
        <thead>
          <tr>
            <th scope="col">Load</th>
            <th scope="col">Objectives</th>
            <th scope="col">p95</th>
            <th scope="col">Failed</th>
            <th scope="col">What decided it</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.number} data-row={step.number}>
              <th scope="row">{stepLoadText(step, capacity)}</th>
              <td>
                <StepMark step={step} />
              </td>
              <td>
                <Figure kind="ms" value={step.p95Ms} />
              </td>
              <td>
                <Figure kind="share" value={step.errorShare} />
              </td>
              <td title={step.why}>{step.why === '' ? stageText(step.stage, capacity) : step.why}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
