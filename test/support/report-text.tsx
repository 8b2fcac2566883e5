import { renderToStaticMarkup } from 'react-dom/server';
import type { Summary } from '../../src/contract/summary.ts';
import { ReportPage } from '../../src/renderer/report/ReportPage.tsx';
import { type PageElement, readMarkup, textOf } from './same-figures/page-tree.ts';

/** The page of a report as it is first drawn. */
export function reportPage(summary: Summary): PageElement {
  return readMarkup(renderToStaticMarkup(<ReportPage summary={summary} />));
}

/** What a reader finds in the report. Pictures, and what explains terms in general, are left out. */
export function reportText(summary: Summary): string {
  return linesOf(reportPage(summary)).join('\n');
}

const BLOCKS = new Set(
  'p li h1 h2 h3 tr dt dd div section header footer main nav figure details summary pre'.split(' '),
);
const CELLS = new Set(['td', 'th', 'span', 'strong', 'small', 'code', 'a', 'button']);
const LEFT_OUT = new Set(['svg', 'script', 'select', 'nav']);
const GENERAL: ReadonlySet<string> = new Set(['definitions', 'over-time']);

/** Text by blocks, cells of a row set apart. */
function linesOf(element: PageElement): string[] {
  if (LEFT_OUT.has(element.tag) || GENERAL.has(element.attributes.id ?? '')) return [];
  // A figure and its unit are one word.
  if ('data-value' in element.attributes) return [textOf(element)];
  const lines: string[] = [];
  let line = '';
  const end = () => {
    if (line.trim() !== '') lines.push(line.replace(/\s+/g, ' ').replaceAll('( ', '(').trim());
    line = '';
  };
  for (const child of element.children) {
    if (typeof child === 'string') line += child;
    else if (isBlock(child)) {
      end();
      lines.push(...linesOf(child));
    } else line += `${CELLS.has(child.tag) ? ' ' : ''}${linesOf(child).join(' ')}`;
  }
  end();
  return element.tag === 'tr' ? [lines.join(' | ')] : lines;
}

function isBlock({ tag, children }: PageElement): boolean {
  return BLOCKS.has(tag) || children.some((child) => typeof child !== 'string' && isBlock(child));
}
