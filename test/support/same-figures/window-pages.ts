import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Summary } from '../../../src/contract/summary.ts';
import type { RunRow } from '../../../src/contract/wire.ts';
import { EndpointDetail } from '../../../src/renderer/screens/run/EndpointDetail.tsx';
import { EndpointTable } from '../../../src/renderer/screens/run/EndpointTable.tsx';
import { ErrorTable } from '../../../src/renderer/screens/run/ErrorTable.tsx';
import { GradesTab } from '../../../src/renderer/screens/run/GradesTab.tsx';
import { SummaryTab } from '../../../src/renderer/screens/run/SummaryTab.tsx';
import { runColumns } from '../../../src/renderer/screens/runs/run-columns.tsx';
import { DataTable } from '../../../src/renderer/parts/DataTable.tsx';
import { EventStreamPanel } from '../../../src/renderer/screens/streams/EventStreamPanel.tsx';
import { WebSocketPanel } from '../../../src/renderer/screens/streams/WebSocketPanel.tsx';
import { createWorkbench, WorkbenchProvider } from '../../../src/renderer/workbench.tsx';
import { ScriptedHost } from '../../unit/renderer/scripted-host.ts';
import { type PageElement, readMarkup } from './page-tree.ts';

/** The pages of a run's screen as the window draws them first, every endpoint opened, every kind of stream chosen. */
export interface WindowPages {
  readonly summary: PageElement;
  readonly grades: PageElement;
  readonly endpoints: PageElement;
  readonly details: readonly PageElement[];
  readonly errors: PageElement;
  readonly webSocket: PageElement | null;
  readonly sse: PageElement | null;
}

const workbench = createWorkbench(new ScriptedHost());

export function windowPages(summary: Summary, row: RunRow): WindowPages {
  const { webSocket, sse, errors, perSecond: seconds, run } = summary;
  const view = { summary, seconds, plannedMs: run.durationMs, syncKey: 'test', errors };
  const close = () => undefined;
  return {
    summary: draw(createElement(SummaryTab, { detail: { row, summary, planText: '', overrides: {} } })),
    grades: draw(createElement(GradesTab, { summary })),
    endpoints: draw(createElement(EndpointTable, { summary })),
    details: summary.endpoints.map((endpoint) =>
      draw(createElement(EndpointDetail, { summary, endpoint, onClose: close })),
    ),
    errors: draw(createElement(ErrorTable, { errors })),
    webSocket: webSocket === null ? null : draw(createElement(WebSocketPanel, { figures: webSocket, view })),
    sse: sse === null ? null : draw(createElement(EventStreamPanel, { figures: sse, view })),
  };
}

/** The table of all runs, as the Runs screen draws it. */
export function windowRunList(rows: readonly RunRow[]): PageElement {
  const columns = runColumns(rows, { sortable: true });
  return draw(createElement(DataTable<RunRow>, { label: 'Runs', columns, rows, rowKey: ({ runId }) => runId }));
}

function draw(page: ReactElement): PageElement {
  return readMarkup(renderToStaticMarkup(createElement(WorkbenchProvider, { workbench, children: page })));
}
