import { useContext } from 'react';
import { isTimeAlone } from '../../../../contract/latency-bands.ts';
import { Loaded } from '../../../parts/Loaded.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { Paper } from '../../../parts/paper.ts';
import { measuredArea } from '../selecting/area-edit.ts';
import { longestIn } from '../selecting/follow-lead.ts';
import { showingEndpoint } from '../selecting/scopes.ts';
import type { Analysis } from '../use-analysis.ts';
import { AgainstTable } from './AgainstPanel.tsx';
import { type PanelParts, thereOf } from './panel-parts.ts';
import { requestsOfFigure } from './requests-of-figure.ts';
import { useGrades } from './use-grades.ts';

/** A beside what it is compared with, in a panel of its own. */
export function AgainstSide(parts: PanelParts) {
  const { service, endpoint } = parts.analysis.scope;
  return (
    <Panel
      title={parts.analysis.state.history.now.a === null ? 'The whole run' : againstWords(parts.analysis)}
      aside={service === null ? 'all endpoints' : `${service} ${endpoint ?? ''}`}
      flush
      testId="against"
    >
      <Against {...parts} />
    </Panel>
  );
}

/** What the panel is called beside others. */
export function againstWords(analysis: Analysis): string {
  return analysis.state.history.now.a === null ? 'Endpoints' : `A against ${thereOf(analysis)}`;
}

/** A beside what it is compared with, or the whole run; every figure leads to the requests behind it. */
export function Against({ analysis, place, findings, onListed }: PanelParts) {
  const { a, b } = analysis.state.history.now;
  const grades = useGrades(analysis, place.source);
  // What is waited for comes after the sheet is printed.
  const isLate = useContext(Paper) && grades !== null && Object.values(grades).includes(undefined);
  return (
    <Loaded of={findings.selection.answer} lines={4}>
      {(value) => (
        <AgainstTable
          selection={value}
          there={a === null ? null : thereOf(analysis)}
          grades={isLate ? null : grades}
          isTimeAlone={a === null || isTimeAlone(a)}
          onFigure={(of) => {
            const isAll = a === null && of.place === null && of.what.kind === 'all';
            const sides = { scoped: findings.filter, a: a ?? measuredArea(analysis), b, run: analysis };
            findings.narrow(isAll ? null : requestsOfFigure(of, sides));
            onListed();
          }}
          onPhase={(phase) => {
            findings.narrow({ words: longestIn(phase), filter: findings.filter, phase });
            onListed();
          }}
          onEndpoint={(service, endpoint) =>
            analysis.act((now) => showingEndpoint(now, { service, endpoint }))
          }
        />
      )}
    </Loaded>
  );
}
