import { CSPProvider } from '@base-ui/react/csp-provider';
import { type ReactNode, useContext, useEffect, useMemo } from 'react';
import { capacityTitle } from '../../contract/capacity-text.ts';
import { formatClock } from '../../contract/format.ts';
import { GLOSSARY } from '../../contract/glossary.ts';
import { tellsOfLoad } from '../../contract/load-words.ts';
import type { ShownPlace, Summary } from '../../contract/summary.ts';
import type { CarriedRun } from '../../main/services/analysis/carrying/carried-run.ts';
import { RunCharts } from '../charts/RunCharts.tsx';
import { Box, Note, Row, Stack, Text } from '../parts/Box.tsx';
import { type Lead, Leads } from '../parts/leads.tsx';
import { Mark } from '../parts/Mark.tsx';
import { Panel } from '../parts/Panel.tsx';
import { Paper } from '../parts/paper.ts';
import { leadLink } from '../result/analysis/selecting/follow-lead.ts';
import { linkOfPlace } from '../result/analysis/selecting/place-link.ts';
import { endedRun } from '../result/analysis/use-analysis.ts';
import { CapacityView } from '../result/capacity/CapacityView.tsx';
import { ContextPanels } from '../result/context/ContextPanels.tsx';
import { Endpoints } from '../result/endpoints/Endpoints.tsx';
import { ErrorTable } from '../result/errors/ErrorTable.tsx';
import { GradeMatrix, GradeTable } from '../result/grades/GradeTable.tsx';
import { GradingsPanel } from '../result/grades/GradingsPanel.tsx';
import { SegmentsPanel } from '../result/load/SegmentsPanel.tsx';
import { Streams } from '../result/streams/StreamPanel.tsx';
import { streamsIn } from '../result/streams/stream-run.ts';
import { BaselinePanel } from '../result/summary/BaselinePanel.tsx';
import { FindingsPanel } from '../result/summary/FindingsPanel.tsx';
import { RunFacts } from '../result/summary/RunFacts.tsx';
import { StressPanel } from '../result/summary/StressPanel.tsx';
import { Verdict } from '../result/summary/Verdict.tsx';
import { TargetCharts } from '../result/target/TargetCharts.tsx';
import { TargetPanel } from '../result/target/TargetPanel.tsx';
import { WatchList } from '../result/target/WatchList.tsx';
import { ANCHOR, AnalysisPart, asked } from './AnalysisPart.tsx';
import { usePaper } from './use-paper.ts';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: ReactNode;
}

interface Props {
  readonly summary: Summary;
  /** What answers about single seconds and requests come from; null: the file carries none of it. */
  readonly run?: CarriedRun | null;
}

/**
 * The page of a report file: the views of the Run screen one below the other, first what stakeholders read. It asks
 * nothing of any network, and its policy would not let it.
 */
export function ReportPage({ summary, run = null }: Props) {
  const paper = usePaper();
  useEffect(() => {
    document.documentElement.dataset.ready = 'true';
  }, []);
  const sections = sectionsOf(summary, run);
  const lead = useMemo(() => (run === null || paper ? null : leadWithin(summary)), [run, paper, summary]);
  const { run: made } = summary;
  return (
    <CSPProvider disableStyleElements>
      <Paper value={paper}>
        <Leads value={lead}>
          <header className="front">
            <Row as="p" tone="soft" weight="semibold" style={{ gap: 7, marginBottom: -10 }}>
              <Mark size={18} /> Plimsoll
            </Row>
            <h1>{made.name}</h1>
            <Box tone="muted" style={BELOW}>
              <RunFacts summary={summary} />
            </Box>
            {made.description === '' ? null : (
              <Text as="p" tone="soft" style={{ ...BELOW, maxWidth: '76ch' }}>
                {made.description}
              </Text>
            )}
            <Verdict summary={summary} />
            <Charts summary={summary} choice="three" />
            {summary.perSecond.length === 0 ? null : (
              <TargetCharts summary={summary} syncKey="report" compact most={3} />
            )}
          </header>
          <nav aria-label="Sections">
            {sections.map(({ id, title }) => (
              <a key={id} href={`#${id}`}>
                {title}
              </a>
            ))}
          </nav>
          <main>
            {/* The panels are the regions, and bear their names. */}
            {sections.map(({ id, body }) => (
              <Stack key={id} id={id} gap={16}>
                {body}
              </Stack>
            ))}
          </main>
          <Note as="footer" above={28}>
            Made by Plimsoll {made.plimsollVersion} from run {made.id}. The whole result travels inside this
            file, as JSON; its seconds and requests are packed.
          </Note>
        </Leads>
      </Paper>
    </CSPProvider>
  );
}

/** Figures lead to the analysis on the page, by its address, so that the way back is that of the browser. */
function leadWithin(summary: Summary): (to: Lead) => void {
  return (to) => {
    location.hash = `${ANCHOR}?${leadLink(asked(), to, endedRun(summary))}`;
    document.querySelector(ANCHOR)?.scrollIntoView();
  };
}

/** Close to the name above. */
const BELOW = { marginTop: -12 };

function sectionsOf(summary: Summary, run: CarriedRun | null): Section[] {
  const { findings } = summary;
  const all: (Section | false)[] = [
    summary.capacity !== undefined && {
      id: 'capacity',
      title: capacityTitle(summary.capacity),
      body: <CapacityView summary={summary} syncKey="report" isSaid />,
    },
    summary.baseline !== undefined && {
      id: 'baseline',
      title: 'Baseline',
      body: <BaselinePanel verdict={summary.baseline} />,
    },
    summary.stress !== undefined && {
      id: 'stress',
      title: 'Stress',
      body: <StressPanel stress={summary.stress} told={summary.capacity} />,
    },
    findings.length > 0 && {
      id: 'findings',
      title: 'Findings',
      body: <Findings findings={findings} isLinked={run !== null} />,
    },
    run !== null && {
      id: 'analysis',
      title: 'Analysis',
      body: <AnalysisPart summary={summary} run={run} />,
    },
    {
      id: 'grades',
      title: 'Grades',
      body: (
        <>
          <GradeMatrix grades={summary.grades} />
          <GradingsPanel summary={summary} />
          {summary.grades.length === 0 ? null : <GradeTable summary={summary} />}
        </>
      ),
    },
    tellsOfLoad(summary) && {
      id: 'load',
      title: 'Load',
      body: <SegmentsPanel summary={summary} />,
    },
    { id: 'endpoints', title: 'Endpoints', body: <Endpoints summary={summary} /> },
    { id: 'over-time', title: 'Over time', body: <Charts summary={summary} choice="rest" /> },
    summary.watches !== undefined && {
      id: 'target',
      title: 'Target',
      body: <Target summary={summary} watches={summary.watches} />,
    },
    { id: 'errors', title: 'Errors', body: <ErrorTable summary={summary} opened /> },
    ...streamsIn(summary).map((stream) => ({
      id: stream.title.toLowerCase().replaceAll(' ', '-'),
      title: stream.title,
      body: <Streams summary={summary} syncKey="report" stream={stream} />,
    })),
    { id: 'context', title: 'Run and environment', body: <Context summary={summary} /> },
    { id: 'definitions', title: 'Definitions', body: <Definitions definitions={summary.definitions} /> },
  ];
  return all.filter((section) => section !== false);
}

/** Where the file carries its seconds, a finding leads to its place on the heatmap. */
function Findings({ findings, isLinked }: Pick<Summary, 'findings'> & { readonly isLinked: boolean }) {
  const paper = useContext(Paper);
  const links =
    isLinked && !paper ? { hrefOf: (shown: ShownPlace) => `${ANCHOR}?${linkOfPlace(shown)}` } : {};
  return <FindingsPanel findings={findings} {...links} />;
}

function Charts({ summary, choice }: { summary: Summary; choice: 'three' | 'rest' }) {
  if (summary.perSecond.length === 0) return null;
  return <RunCharts summary={summary} syncKey="report" choice={choice} />;
}

function Target({ summary, watches }: { summary: Summary; watches: NonNullable<Summary['watches']> }) {
  return <TargetPanel summary={summary} syncKey="report" below={<WatchList watches={watches} />} />;
}

function Context({ summary }: { summary: Summary }) {
  const { notes, markers = [] } = summary.run;
  return (
    <>
      <ContextPanels summary={summary} />
      {notes === '' ? null : (
        <Panel title="Notes">
          <p style={{ whiteSpace: 'pre-wrap' }}>{notes}</p>
        </Panel>
      )}
      {markers.length === 0 ? null : (
        <Panel title="Markers">
          <ul>
            {markers.map(({ atMs, text }) => (
              <li key={atMs}>
                {formatClock(atMs)} {text}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

/** What every figure means, as the document itself defines it. */
function Definitions({ definitions }: Pick<Summary, 'definitions'>) {
  return (
    <Panel title="Definitions">
      <dl className="definitions">
        {Object.entries(definitions).map(([name, text]) => (
          <div key={name}>
            <dt>{NAMES.get(name) ?? name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(GLOSSARY).map(([term, [name]]) => [term, name] as const),
  ['overallTime', 'overall time'],
]);
