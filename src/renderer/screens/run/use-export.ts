import { useCallback } from 'react';
import type { ExportedFile, ExportFormat } from '../../../contract/wire.ts';
import { useWorkbench } from '../../workbench.tsx';

/** Longer than any browser takes to begin a download of a file it already has. */
const KEEP_MS = 60_000;

/** Makes a report of a run and hands it to the browser or the window as a download. */
export function useExport(runId: string): (format: ExportFormat) => Promise<void> {
  const { host, notices } = useWorkbench();
  return useCallback(
    async (format) => {
      const result = await host.call('runs.export', { runId, format });
      if (!result.ok) return notices.getState().complain(result.failure);
      download(result.value);
      notices.getState().say(`${result.value.fileName} is downloaded.`);
    },
    [host, notices, runId],
  );
}

function download(file: ExportedFile): void {
  const address = URL.createObjectURL(new Blob([file.text], { type: file.mediaType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = file.fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEEP_MS);
}
