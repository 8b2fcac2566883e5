import { Copy } from 'lucide-react';
import { Button } from './Button.tsx';
import { useCopy } from './use-copy.ts';

/** Puts a text on the clipboard and says so; where the browser does not let it, says that. */
export function CopyButton({ text, done }: { text: string; done: string }) {
  const copy = useCopy();
  return (
    <Button size="small" look="quiet" icon={<Copy />} onClick={() => copy(text, done)}>
      Copy
    </Button>
  );
}
