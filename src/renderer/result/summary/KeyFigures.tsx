import { type KeyFigure, keyFigures } from '../../../contract/key-figures.ts';
import type { Summary } from '../../../contract/summary.ts';
import { Definition } from '../../parts/Definition.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { PercentileFigure } from '../../parts/PercentileFigure.tsx';
import { KEY_FIGURE_TERMS } from '../../words.ts';
import styles from './KeyFigures.module.css';

/** The figures people ask for first. */
export function KeyFigures({ summary }: { summary: Summary }) {
  return (
    <dl className={styles.figures}>
      {keyFigures(summary).map((figure) => (
        <div key={figure.key}>
          <dt>
            <Label figure={figure} />
          </dt>
          <dd>
            <Value figure={figure} />
          </dd>
          {figure.note === '' ? null : <dd className={styles.note}>{figure.note}</dd>}
        </div>
      ))}
    </dl>
  );
}

function Label({ figure }: { figure: KeyFigure }) {
  const term = KEY_FIGURE_TERMS[figure.label];
  return term === undefined ? figure.label : <Definition term={term}>{figure.label}</Definition>;
}

function Value({ figure: { key, kind, value, shown } }: { figure: KeyFigure }) {
  const testId = `total-${key}`;
  if (shown !== undefined) return <PercentileFigure shown={shown} testId={testId} />;
  return <Figure kind={kind === 'time' ? 'ms' : kind} value={value} testId={testId} />;
}
