import './sharp-charts.ts';
import '../theme.css';
import './report.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { embedded } from './embedded.ts';
import { ReportPage } from './ReportPage.tsx';

async function show(root: HTMLElement): Promise<void> {
  const { summary, run } = await embedded();
  document.title = `${summary.run.name} · Plimsoll`;
  createRoot(root).render(
    <StrictMode>
      <ReportPage summary={summary} run={run} />
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('this report has lost its page');
show(root).catch((error: unknown) => {
  const why = error instanceof Error ? error.message : String(error);
  root.textContent = `This report cannot be unpacked (${why}). Open it in a current Chrome, Edge, Firefox or Safari, or export it again.`;
});
