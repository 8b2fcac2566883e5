import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { Router } from 'wouter';
import type { Summary } from '../../../src/contract/summary.ts';
import type { RunRow } from '../../../src/contract/wire.ts';
import { DataTable } from '../../../src/renderer/parts/DataTable.tsx';
import { runColumns } from '../../../src/renderer/parts/run-columns.tsx';
import { EndpointDetail } from '../../../src/renderer/result/endpoints/EndpointDetail.tsx';
import { createWorkbench, WorkbenchProvider } from '../../../src/renderer/stores/workbench.tsx';
import { ScriptedHost } from '../../unit/renderer/scripted-host.ts';
import { reportPage } from '../report-text.tsx';
import { findAll, named, type PageElement, readMarkup } from './page-tree.ts';

/** The views of a result, as the Run screen and the report mount them. */
export interface ResultPages {
  readonly summary: PageElement;
  readonly grades: PageElement;
  readonly endpoints: PageElement;
  /** One endpoint in full, another in each run; null: there is none, or none was opened. */
  readonly detail: { readonly index: number; readonly page: PageElement } | null;
  readonly errors: PageElement;
  readonly webSocket: PageElement | null;
  readonly sse: PageElement | null;
}

/** @param document drawn without its charts: of its seconds only the last is kept, for the states of connections */
export function resultPages(document: Summary): ResultPages {
  const hasStreams = document.webSocket !== null || document.sse !== null;
  const summary = { ...document, perSecond: hasStreams ? document.perSecond.slice(-1) : [] };
  const page = reportPage(summary);
  const sections = new Map(findAll(page, named('div', 'id')).map((one) => [one.attributes.id, one]));
  const section = (id: string) => sections.get(id) ?? null;
  const index = document.totals.sent % Math.max(1, summary.endpoints.length);
  const endpoint = summary.endpoints[index];
  return {
    summary: findAll(page, named('header', 'class', 'front'))[0] ?? page,
    grades: section('grades') ?? page,
    endpoints: section('endpoints') ?? page,
    detail:
      endpoint === undefined
        ? null
        : { index, page: draw(<EndpointDetail summary={summary} endpoint={endpoint} onClose={noop} />) },
    errors: section('errors') ?? page,
    webSocket: section('websocket'),
    sse: section('event-streams'),
  };
}

const workbench = createWorkbench(new ScriptedHost());

/** The table of all runs, as the Runs screen draws it. */
export function windowRunList(rows: readonly RunRow[]): PageElement {
  const columns = runColumns(rows, { sortable: true });
  return draw(
    <WorkbenchProvider workbench={workbench}>
      <Router hook={nowhere}>
        <DataTable label="Runs" columns={columns} rows={rows} rowKey={({ runId }) => runId} />
      </Router>
    </WorkbenchProvider>,
  );
}

function draw(page: ReactElement): PageElement {
  return readMarkup(renderToStaticMarkup(page));
}

const noop = () => undefined;

/** A place in the window that no link leaves. */
const nowhere = (): [string, () => void] => ['/', () => undefined];
