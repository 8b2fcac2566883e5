import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { Router } from 'wouter';
import type { Summary } from '../../../src/contract/summary.ts';
import type { RunRow } from '../../../src/contract/wire.ts';
import { DataTable } from '../../../src/renderer/parts/DataTable.tsx';
import { EndpointDetail } from '../../../src/renderer/result/endpoints/EndpointDetail.tsx';
import { EndpointTable } from '../../../src/renderer/result/endpoints/EndpointTable.tsx';
import { ErrorTable } from '../../../src/renderer/result/errors/ErrorTable.tsx';
import { GradeTable } from '../../../src/renderer/result/grades/GradeTable.tsx';
import { EventStreamPanel } from '../../../src/renderer/result/streams/EventStreamPanel.tsx';
import { WebSocketPanel } from '../../../src/renderer/result/streams/WebSocketPanel.tsx';
import { SummaryTab } from '../../../src/renderer/screens/run/SummaryTab.tsx';
import { runColumns } from '../../../src/renderer/screens/runs/run-columns.tsx';
import { createWorkbench, WorkbenchProvider } from '../../../src/renderer/workbench.tsx';
import { ScriptedHost } from '../../unit/renderer/scripted-host.ts';
import { type PageElement, readMarkup } from './page-tree.ts';

/** The pages of a run's screen as the window draws them first, one endpoint opened, every kind of stream chosen. */
export interface WindowPages {
  readonly summary: PageElement;
  readonly grades: PageElement;
  readonly endpoints: PageElement;
  /** One endpoint in full, another in each run; null: there is none. */
  readonly detail: { readonly index: number; readonly page: PageElement } | null;
  readonly errors: PageElement;
  readonly webSocket: PageElement | null;
  readonly sse: PageElement | null;
}

const workbench = createWorkbench(new ScriptedHost());

/** @param document drawn without its charts: of its seconds only the last is kept, for the states of connections */
export function windowPages(document: Summary, row: RunRow): WindowPages {
  const { webSocket, sse, errors, perSecond, run } = document;
  const summary = { ...document, perSecond: [] };
  const seconds = perSecond.slice(-1);
  const index = document.totals.sent % Math.max(1, summary.endpoints.length);
  const endpoint = summary.endpoints[index];
  const view = { summary, seconds, plannedMs: run.durationMs, syncKey: 'test', errors };
  return {
    summary: draw(<SummaryTab detail={{ row, summary, planText: '', overrides: {} }} />),
    grades: draw(<GradeTable summary={summary} />),
    endpoints: draw(<EndpointTable summary={summary} />),
    detail:
      endpoint === undefined
        ? null
        : { index, page: draw(<EndpointDetail summary={summary} endpoint={endpoint} onClose={noop} />) },
    errors: draw(<ErrorTable summary={summary} />),
    webSocket: webSocket === null ? null : draw(<WebSocketPanel figures={webSocket} view={view} />),
    sse: sse === null ? null : draw(<EventStreamPanel figures={sse} view={view} />),
  };
}

/** The table of all runs, as the Runs screen draws it. */
export function windowRunList(rows: readonly RunRow[]): PageElement {
  const columns = runColumns(rows, { sortable: true });
  return draw(<DataTable label="Runs" columns={columns} rows={rows} rowKey={({ runId }) => runId} />);
}

function draw(page: ReactElement): PageElement {
  return readMarkup(
    renderToStaticMarkup(
      <WorkbenchProvider workbench={workbench}>
        <Router hook={nowhere}>{page}</Router>
      </WorkbenchProvider>,
    ),
  );
}

const noop = () => undefined;

/** A place in the window that no link leaves. */
const nowhere = (): [string, () => void] => ['/', () => undefined];
