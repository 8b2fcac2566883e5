import { useCallback } from 'react';
import type { ExportFormat } from '../../../contract/wire.ts';
import { download } from '../../parts/download.ts';
import { useWorkbench } from '../../stores/workbench.tsx';

/** Makes a report of a run and hands it to the browser or the window as a download. */
export function useExport(runId: string): (format: ExportFormat) => Promise<void> {
  const { host, notices } = useWorkbench();
  return useCallback(
    async (format) => {
      const result = await host.call('runs.export', { runId, format });
      if (!result.ok) return notices.getState().complain(result.failure);
      const { fileName, text, mediaType } = result.value;
      download(fileName, text, mediaType);
      notices.getState().say(`${fileName} is downloaded.`);
    },
    [host, notices, runId],
  );
}
