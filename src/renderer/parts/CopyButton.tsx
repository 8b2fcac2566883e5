import { Copy } from 'lucide-react';
import { useWorkbench } from '../stores/workbench.tsx';
import { Button } from './Button.tsx';

const REFUSED = {
  code: 'page.clipboard',
  side: 'client',
  message: 'Clipboard access was denied.',
  hint: 'Select the text and copy it by hand, or allow this page to use the clipboard.',
} as const;

/** Puts a text on the clipboard and says so; where the browser does not let it, says that. */
export function CopyButton({ text, done }: { text: string; done: string }) {
  const { say, complain } = useWorkbench().notices.getState();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return complain(REFUSED);
    }
    say(done);
  };
  return (
    <Button size="small" look="quiet" icon={<Copy />} onClick={copy}>
      Copy
    </Button>
  );
}
