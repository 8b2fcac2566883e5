import type { Summary } from '../../contract/summary.ts';
import { ChartGroup } from './chart-group.ts';
import { definitionsSection, environmentSection } from './context-section.ts';
import { el } from './dom.ts';
import { endpointsSection } from './endpoints-section.ts';
import { errorsSection } from './errors-section.ts';
import { findingsSection } from './findings-section.ts';
import { frontPage } from './front-page.ts';
import { gradesSection } from './grades-section.ts';
import { moreCharts } from './run-charts-section.ts';
import { eventStreamSection, webSocketSection } from './streams-section.ts';

/**
 * The page inside a report file. It reads the summary that travels in the same file and builds everything from it;
 * it asks nothing of any network, and its policy would not let it.
 */
function build(summary: Summary): void {
  const group = new ChartGroup();
  document.title = `${summary.run.name} · Plimsoll`;
  document.body.replaceChildren(
    frontPage(summary, group),
    navigation(summary),
    el(
      'main',
      {},
      ...[
        findingsSection(summary),
        gradesSection(summary),
        endpointsSection(summary),
        moreCharts(summary, group),
        errorsSection(summary),
        webSocketSection(summary, group),
        eventStreamSection(summary, group),
        environmentSection(summary),
        definitionsSection(summary),
      ],
    ),
    el(
      'footer',
      {},
      `Made by Plimsoll ${summary.run.plimsollVersion} from run ${summary.run.id}. The whole result travels inside this file, as JSON.`,
    ),
    data(),
  );
  addEventListener('beforeprint', () => group.paper(true));
  addEventListener('afterprint', () => group.paper(false));
  document.documentElement.dataset.ready = 'true';
}

function navigation(summary: Summary): HTMLElement {
  const places: [id: string, label: string, there: boolean][] = [
    ['findings', 'Findings', summary.findings.length > 0],
    ['grades', 'Grades', true],
    ['endpoints', 'Endpoints', true],
    ['over-time', 'Over time', true],
    ['errors', 'Errors', true],
    ['websocket', 'WebSocket', summary.webSocket !== null],
    ['event-streams', 'Event streams', summary.sse !== null],
    ['environment', 'Environment', true],
    ['definitions', 'Definitions', true],
  ];
  const links = places
    .filter(([, , there]) => there)
    .map(([id, label]) => el('a', { href: `#${id}` }, label));
  return el('nav', { 'aria-label': 'Sections' }, ...links);
}

function data(): HTMLElement {
  const found = document.getElementById('plimsoll-summary');
  if (found === null) throw new Error('this report has lost its data');
  return found;
}

build(JSON.parse(data().textContent));
