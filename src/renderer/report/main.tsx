import './sharp-charts.ts';
import '../theme.css';
import './report.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Summary } from '../../contract/summary.ts';
import { ReportPage } from './ReportPage.tsx';

/** The document that travels in the same file, written by the program that wrote this page. */
function embedded(): Summary {
  const data = document.getElementById('plimsoll-summary');
  if (data === null) throw new Error('this report has lost its data');
  return JSON.parse(data.textContent);
}

const root = document.getElementById('root');
if (root === null) throw new Error('this report has lost its page');
const summary = embedded();
document.title = `${summary.run.name} · Plimsoll`;
createRoot(root).render(
  <StrictMode>
    <ReportPage summary={summary} />
  </StrictMode>,
);
