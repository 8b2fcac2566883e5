import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { counted, formatBytes } from '../../../contract/format.ts';
import type { BinContents } from '../../../contract/retention.ts';
import { KEPT_WORDS } from '../../../contract/retention-words.ts';
import { Note, Stack } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Modal } from '../../parts/Modal.tsx';
import { useTask } from '../../parts/use-task.ts';
import { useWorkbench } from '../../stores/workbench.tsx';

/** How many of what goes are named. */
const NAMED = 12;

/** Says what emptying the bin removes and how much disk it frees, and does it once that was seen. */
export function EmptyBin({ onDone }: { readonly onDone: () => void }) {
  const { host, notices } = useWorkbench();
  const [bin, setBin] = useState<BinContents | null>(null);
  const { busy, failure, attempt, forget } = useTask();
  const look = async () => {
    const found = await attempt(notices.getState().attempt(host.call('runs.bin', {})));
    if (found.ok) setBin(found.value);
  };
  const close = () => {
    setBin(null);
    forget();
  };
  const empty = async (contents: BinContents) => {
    const runIds = contents.goes.map(({ runId }) => runId);
    const done = await attempt(host.call('runs.empty', { runIds }));
    if (!done.ok) return;
    const { runs, freedBytes, note } = done.value;
    close();
    onDone();
    notices
      .getState()
      .say(
        `Removed ${counted(runs, 'run')} for good; ${formatBytes(freedBytes)} of disk are free again. ${note}`.trim(),
      );
  };
  return (
    <>
      <Button icon={<Trash2 />} disabled={busy} onClick={() => void look()} data-testid="empty-bin">
        Empty the bin…
      </Button>
      {bin === null ? null : (
        <Modal
          open
          onClose={close}
          title={
            bin.goes.length === 0
              ? 'Nothing in the bin can go'
              : `Remove ${counted(bin.goes.length, 'run')} for good?`
          }
          description={
            bin.goes.length === 0
              ? 'Whatever is in it is held by something.'
              : `They cannot be restored afterwards. About ${formatBytes(bin.bytes)} of disk become free.`
          }
          footer={
            <>
              <Button onClick={close}>Keep them</Button>
              {bin.goes.length === 0 ? null : (
                <Button
                  look="danger"
                  disabled={busy}
                  onClick={() => void empty(bin)}
                  data-testid="empty-bin-now"
                >
                  {busy ? 'Removing…' : 'Remove for good'}
                </Button>
              )}
            </>
          }
        >
          <Stack gap={8}>
            {failure === null ? null : <ErrorNote failure={failure} reveal />}
            <ul>
              {bin.goes.slice(0, NAMED).map(({ runId, name, bytes }) => (
                <li key={runId}>
                  {name} · {formatBytes(bytes)}
                </li>
              ))}
              {bin.goes.length <= NAMED ? null : <li>and {bin.goes.length - NAMED} more</li>}
            </ul>
            {bin.stays.length === 0 ? null : (
              <Note as="ul">
                {bin.stays.map(({ runId, name, because }) => (
                  <li key={runId}>
                    {name} stays: {KEPT_WORDS[because]}.
                  </li>
                ))}
              </Note>
            )}
          </Stack>
        </Modal>
      )}
    </>
  );
}
