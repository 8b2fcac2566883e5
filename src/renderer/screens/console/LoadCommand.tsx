import { Copy } from 'lucide-react';
import type { ConsoleFrame } from '../../../contract/console.ts';
import { Button } from '../../parts/Button.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useCopy } from '../../parts/use-copy.ts';
import { type ConsoleForm, readSocketUrl } from './console-form.ts';
import styles from './LoadCommand.module.css';
import { loadCommand } from './load-command.ts';

/** The same conversation, held by many: the command line that does it. */
export function LoadCommand({ form, frames }: { form: ConsoleForm; frames: readonly ConsoleFrame[] }) {
  const copy = useCopy();
  const url = readSocketUrl(form.url);
  if (url === null) return null;
  const token = form.token.trim() === '' ? 'none' : form.tokenPlace;
  const command = loadCommand({ url, token }, frames);
  return (
    <Panel
      title="As a load test"
      testId="console-command"
      actions={
        <Button
          size="small"
          icon={<Copy size={13} aria-hidden="true" />}
          onClick={() => copy(command, 'The command is on the clipboard.')}
        >
          Copy
        </Button>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={styles.command} tabIndex={0} aria-label="Command line">
        <pre>{command}</pre>
      </section>
    </Panel>
  );
}
