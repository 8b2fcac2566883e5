import { isTimeAlone } from '../../../../contract/latency-bands.ts';
import { Note } from '../../../parts/Box.tsx';
import { Loaded } from '../../../parts/Loaded.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { longestIn } from '../selecting/follow-lead.ts';
import { showingEndpoint } from '../selecting/scopes.ts';
import { AgainstTable } from './AgainstPanel.tsx';
import { type PanelParts, thereOf } from './panel-parts.ts';
import { requestsOfFigure } from './requests-of-figure.ts';
import { useGrades } from './use-grades.ts';

/** A beside what it is compared with, in a panel of its own. */
export function AgainstSide(parts: PanelParts) {
  const { service, endpoint } = parts.analysis.scope;
  return (
    <Panel
      title={`A against ${thereOf(parts.analysis) === 'B' ? 'B' : 'the rest'}`}
      aside={service === null ? 'all endpoints' : `${service} ${endpoint ?? ''}`}
      flush
      testId="against"
    >
      <Against {...parts} />
    </Panel>
  );
}

/** A beside what it is compared with; every figure leads to the requests behind it. */
export function Against({ analysis, place, findings, onListed }: PanelParts) {
  const { a, b } = analysis.state.history.now;
  const grades = useGrades(analysis, place.source);
  if (a === null) {
    return (
      <Note style={{ padding: '0 16px 10px' }}>
        Nothing is selected, so there is no rest to compare with.
      </Note>
    );
  }
  return (
    <Loaded of={findings.selection.answer} lines={4}>
      {(value) => (
        <AgainstTable
          selection={value}
          there={thereOf(analysis)}
          grades={grades}
          isTimeAlone={isTimeAlone(a)}
          onFigure={(of) => {
            findings.narrow(requestsOfFigure(of, { scoped: findings.filter, a, b, run: analysis }));
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
