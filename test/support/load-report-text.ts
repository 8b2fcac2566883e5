import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import type { Summary } from '../../src/contract/summary.ts';
import type { reportText } from './report-text.tsx';

/** Stands for every style sheet: a class has its own name. */
const NO_STYLES = '\0no-styles';

/**
 * `reportText` for programs that Node runs by itself, which knows no TSX: report-text.tsx as Vitest would load it.
 * @param beside in a checkout of its own; this one where nothing is given
 */
export async function loadReportText(
  beside: string | URL = import.meta.url,
): Promise<(summary: Summary) => string> {
  const path = fileURLToPath(new URL('report-text.tsx', beside));
  const { module } = await runnerImport<{ readonly reportText: typeof reportText }>(path, {
    configFile: false,
    logLevel: 'warn',
    plugins: [
      {
        name: 'no-styles',
        enforce: 'pre',
        resolveId: (source) => (source.endsWith('.css') ? NO_STYLES : null),
        load: (id) =>
          id === NO_STYLES ? 'export default new Proxy({}, { get: (_, name) => String(name) })' : null,
      },
    ],
  });
  return module.reportText;
}
