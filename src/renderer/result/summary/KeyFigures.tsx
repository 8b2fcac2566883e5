import type { KeyFigure } from '../../../contract/key-figure.ts';
import { keyFigures } from '../../../contract/key-figures.ts';
import type { Summary } from '../../../contract/summary.ts';
import { Grid, Note } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { Figure, PercentileFigure } from '../../parts/Figure.tsx';
import { KEY_FIGURE_TERMS } from '../../words/words.ts';
import styles from './KeyFigures.module.css';

/** The figures people ask for first. */
export function KeyFigures({ summary }: { summary: Summary }) {
  return (
    <Grid as="dl" columns="repeat(auto-fit, minmax(80px, 1fr))" gap={12} className={styles.figures}>
      {keyFigures(summary).map((figure) => (
        <div key={figure.key}>
          <Note as="dt">
            <Definition term={KEY_FIGURE_TERMS[figure.label]}>{figure.label}</Definition>
          </Note>
          <dd className={styles.value}>
            <Value figure={figure} />
          </dd>
          {figure.note === '' ? null : <Note as="dd">{figure.note}</Note>}
        </div>
      ))}
    </Grid>
  );
}

function Value({ figure: { key, kind, value, shown } }: { figure: KeyFigure }) {
  const testId = `total-${key}`;
  if (shown !== undefined) return <PercentileFigure shown={shown} testId={testId} />;
  return <Figure kind={kind === 'time' ? 'ms' : kind} value={value} testId={testId} />;
}
