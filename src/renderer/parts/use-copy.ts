import { useCallback } from 'react';
import { useWorkbench } from '../stores/workbench.tsx';

const REFUSED = {
  code: 'page.clipboard',
  side: 'client',
  message: 'Clipboard access was denied.',
  hint: 'Select the text and copy it by hand, or allow this page to use the clipboard.',
} as const;

/** Puts a text on the clipboard and says so; where the browser does not let it, says that. */
export function useCopy(): (text: string, done: string) => Promise<void> {
  const { notices } = useWorkbench();
  return useCallback(
    async (text, done) => {
      const { say, complain } = notices.getState();
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        return complain(REFUSED);
      }
      say(done);
    },
    [notices],
  );
}
