import { GRADE_WORDS } from '../../../contract/format.ts';
import { gradingSentence } from '../../../contract/grading-words.ts';
import type { KeyFigure } from '../../../contract/key-figure.ts';
import { keyFigures } from '../../../contract/key-figures.ts';
import { drainNote, worstEndpoint } from '../../../contract/rate-words.ts';
import { threeSentences } from '../../../contract/sentences.ts';
import type { Summary } from '../../../contract/summary.ts';
import { Card, Grid, Note, Row, Stack, Text } from '../../parts/Box.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { Figure, PercentileFigure } from '../../parts/Figure.tsx';
import { GradeBadge } from '../../parts/GradeBadge.tsx';
import { type Lead, LeadsTo } from '../../parts/leads.tsx';
import { VerdictMark } from '../../parts/VerdictMark.tsx';
import { capitalized, KEY_FIGURE_TERMS } from '../../words/words.ts';
import { ExpectationList } from './ExpectationList.tsx';
import styles from './Verdict.module.css';

/** For those who were not there: outcome, grade, three sentences, key figures, expectations, and trust in the figures. */
export function Verdict({ summary }: { summary: Summary }) {
  const [verdict, load] = threeSentences(summary);
  return (
    <div className={styles.place}>
      <Card as="section" className={styles.verdict} aria-label="Verdict">
        <Stack gap={4} tone="soft" className={styles.main}>
          <Overall summary={summary} />
          <Text as="p" above={8} tone="ink" size="lead" weight="medium">
            <span data-testid="verdict-sentence">{verdict}</span>
          </Text>
          <p>{load}</p>
          <WhichGateCounts summary={summary} />
          <WorstEndpoint summary={summary} />
          <WhatTheTargetDid summary={summary} />
          <KeyFigures summary={summary} />
        </Stack>
        <Stack gap={4} tone="soft" className={styles.side}>
          <h2>Expectations</h2>
          <ExpectationList expectations={summary.expectations} />
          <TrustReasons summary={summary} />
        </Stack>
      </Card>
    </div>
  );
}

function Overall({ summary: { overall, trust, capacity } }: { summary: Summary }) {
  const { outcome, grade, gate } = overall;
  // Objectives judge a search: the sentence below says what came of them.
  const isSearch = capacity !== undefined;
  return (
    <Row wrap align="baseline" gap={12}>
      <span data-testid="outcome">
        <VerdictMark of={outcome} size="title" />
      </span>
      {isSearch || (outcome === 'not gradable' && grade === 'not-gradable') ? null : (
        <span data-testid="overall-grade">
          <GradeBadge grade={grade} size="large" />
        </span>
      )}
      {isSearch || grade === 'not-applicable' ? null : (
        <Note as="span">
          {gate === 'none'
            ? 'no gate: grades never fail this plan'
            : `gate: nothing worse than ${GRADE_WORDS[gate]}`}
        </Note>
      )}
      {trust.verdict === 'trusted' ? null : (
        <span className={styles.caution}>
          the load generator was <VerdictMark of={trust.verdict} />
        </span>
      )}
    </Row>
  );
}

/** Of a run that was graded more than once. */
function WhichGateCounts({ summary }: { summary: Summary }) {
  const sentence = gradingSentence(summary);
  return sentence === '' ? null : <p data-testid="which-gate">{sentence}</p>;
}

/** What the figures of the whole can hide: the worst endpoint, and what came to an end after the plan had. */
function WorstEndpoint({ summary }: { summary: Summary }) {
  const worst = worstEndpoint(summary);
  const drained = drainNote(summary.drain);
  return (
    <>
      {worst === null ? null : (
        <p data-testid="worst-endpoint">
          <strong>{worst.label}:</strong> {worst.text}.
        </p>
      )}
      {drained === '' ? null : <p data-testid="drained">{capitalized(drained)}.</p>}
    </>
  );
}

/** Where that explains something. */
function WhatTheTargetDid({ summary: { targetSentences = [] } }: { summary: Summary }) {
  if (targetSentences.length === 0) return null;
  return (
    <p data-testid="target-sentences">
      <strong>What the target did:</strong> {targetSentences.join(' ')}
    </p>
  );
}

/** Whether the figures can be believed, and what speaks against it. */
function TrustReasons({ summary }: { summary: Summary }) {
  const { verdict, reasons } = summary.trust;
  const [, , sentence] = threeSentences(summary);
  return (
    <>
      <h2>
        <Definition term="trust">Load generator</Definition>
      </h2>
      <Row as="p" align="start" gap={12}>
        <VerdictMark of={verdict} />
        <span>{sentence}</span>
      </Row>
      <Note as="ul">
        {reasons.map(({ code, sentence: reason }) => (
          <li key={`${code} ${reason}`}>{reason}</li>
        ))}
        {verdict === 'trusted' && reasons.length === 0 ? (
          <li>Nothing disturbed it: event loop, send times, CPU, limits.</li>
        ) : null}
      </Note>
    </>
  );
}

/** At the foot of what stands beside it. */
const LOW = { marginTop: 'auto', paddingTop: 16 } as const;
const VALUE = { fontSize: 18, letterSpacing: '-0.015em', lineHeight: 1.3 } as const;

/** The figures people ask for first. */
function KeyFigures({ summary }: { summary: Summary }) {
  return (
    <Grid as="dl" columns="repeat(auto-fit, minmax(80px, 1fr))" gap={12} style={LOW}>
      {keyFigures(summary).map((figure) => (
        <div key={figure.key}>
          <Note as="dt">
            <Definition term={KEY_FIGURE_TERMS[figure.label]}>{figure.label}</Definition>
          </Note>
          <Text as="dd" tone="ink" weight="medium" nowrap style={VALUE}>
            <LeadsTo to={leadOf(figure)} title={`The requests behind it: ${figure.label}`}>
              <Value figure={figure} />
            </LeadsTo>
          </Text>
          {figure.note === '' ? null : <Note as="dd">{figure.note}</Note>}
        </div>
      ))}
    </Grid>
  );
}

/** Percentiles of all requests lead to what lies beyond, an error rate to what failed. */
function leadOf({ key, path, value }: KeyFigure): Lead | null {
  const all = { service: null, endpoint: null } as const;
  if (value === null || value === 0) return null;
  if (key === 'error-rate') return { kind: 'failed', ...all };
  return path.startsWith('overallTimeMs.') ? { kind: 'beyond', ...all, ms: value, clock: 'intended' } : null;
}

function Value({ figure: { key, kind, value, shown } }: { figure: KeyFigure }) {
  const testId = `total-${key}`;
  if (shown !== undefined) return <PercentileFigure shown={shown} testId={testId} />;
  return <Figure kind={kind === 'time' ? 'ms' : kind} value={value} testId={testId} />;
}
