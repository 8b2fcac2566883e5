import type { ClipboardEvent } from 'react';
import type { ReadCurl } from '../../contract/plan-preview.ts';
import { useTask } from '../parts/use-task.ts';
import { useWorkbench } from '../stores/workbench.tsx';

/** Whether what is pasted is a cURL command, as browsers and terminals copy it. */
export function isCurl(text: string): boolean {
  return /^\s*(?:[$>#%]\s+)?curl(?:\.exe)?\s/i.test(text);
}

/** Has cURL commands read into fields, and hands them on. */
export function useReadCurl(onRead: (read: ReadCurl) => void) {
  const { host } = useWorkbench();
  const { failure, forget, attempt } = useTask();
  const read = async (text: string) => {
    const result = await attempt(host.call('plans.readCurl', { text }));
    if (result.ok) onRead(result.value);
  };
  /** In place of a paste into a line of text, where a line break of a command would be lost. */
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text');
    if (!isCurl(text)) return;
    event.preventDefault();
    void read(text);
  };
  return { failure, forget, read, paste };
}
