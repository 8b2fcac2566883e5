import { Play } from 'lucide-react';
import type { ConsoleFrame } from '../../../contract/console.ts';
import { Box, Row, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useStartDialog } from '../../shell/StartDialog.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import { type ConsoleForm, readSocketUrl } from './console-form.ts';
import { loadCommand } from './load-command.ts';
import { consolePlan, TOKEN_VARIABLE } from './load-plan.ts';

/** The same conversation, held by many: here, or by the command line that does it. */
export function LoadCommand({ form, frames }: { form: ConsoleForm; frames: readonly ConsoleFrame[] }) {
  const run = useRunHere(form, frames);
  const url = readSocketUrl(form.url);
  if (url === null) return null;
  const token = form.token.trim() === '' ? 'none' : form.tokenPlace;
  const command = loadCommand({ url, token }, frames);
  return (
    <Panel title="As a load test" testId="console-command">
      <Text as="p" tone="soft">
        Each connection sends what you sent: the last message repeatedly, earlier ones once.
      </Text>
      <Button
        icon={<Play />}
        style={{ width: '100%', margin: '10px 0 12px' }}
        onClick={() => void run()}
        data-testid="console-run"
      >
        Run the load test here
      </Button>
      <Row justify="space-between" below={4}>
        <Text tone="muted">Or in a terminal</Text>
        <CopyButton text={command} done="Command copied to the clipboard." />
      </Row>
      <Box
        as="section"
        tint="sunken"
        pad="small"
        style={{ maxHeight: 190, overflow: 'auto' }}
        tabIndex={0}
        aria-label="Command line"
      >
        <Text as="pre" mono size="micro" tone="soft" breaks style={{ whiteSpace: 'pre-wrap' }}>
          {command}
        </Text>
      </Box>
    </Panel>
  );
}

/** Opens the start dialog on the conversation; a token that was typed out is kept in memory for the run. */
function useRunHere(form: ConsoleForm, frames: readonly ConsoleFrame[]): () => Promise<void> {
  const { host, notices } = useWorkbench();
  const openStart = useStartDialog();
  return async () => {
    const plan = consolePlan(form, frames);
    if (plan === null) {
      return notices.getState().say('Fill in the address, headers and subprotocols first.');
    }
    if (plan.token !== null) {
      const secret = { variable: TOKEN_VARIABLE, text: plan.token };
      const set = await notices.getState().attempt(host.call('secrets.set', secret));
      if (!set.ok) return;
    }
    openStart({
      plan: { kind: 'text', text: plan.text },
      title: 'Load test of this connection',
      expected: '',
      streams: true,
      canUseSamples: false,
      overrides: {},
    });
  };
}
