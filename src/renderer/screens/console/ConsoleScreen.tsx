import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { Grid, Stack } from '../../parts/Box.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Page } from '../../parts/Page.tsx';
import { socketUrlOf } from '../../shell/socket-url.ts';
import { builtInServices, type ServicesState } from '../../stores/services.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { decodePart } from '../../words/navigation.ts';
import { Composer } from './Composer.tsx';
import { ConnectPanel } from './ConnectPanel.tsx';
import { EMPTY_FORM, readSocketUrl } from './console-form.ts';
import { FrameLog } from './FrameLog.tsx';
import { LoadCommand } from './LoadCommand.tsx';

/** One WebSocket by hand: connect, say something, see what travels. Left, it is closed. */
export function ConsoleScreen({ url }: { url: string | undefined }) {
  const { console, services } = useWorkbench();
  const state = useStore(console);
  const [form, setForm] = useState(() => ({
    ...EMPTY_FORM,
    url: url === undefined ? knownSocket(services.getState()) : decodePart(url),
  }));
  const samples = useStore(services, (known) => known.samples);
  const isSample = samples?.state === 'running' && isAt(form.url, Object.values(samples.urls));
  useEffect(() => {
    const leave = console.getState().attach();
    // A page that is closed or reloaded unmounts nothing.
    const close = () => void console.getState().close();
    window.addEventListener('pagehide', close);
    return () => {
      window.removeEventListener('pagehide', close);
      leave();
    };
  }, [console]);
  return (
    <Page title="WebSocket console" sub="One manual connection. Nothing is measured or stored." wide>
      <Grid columns="360px minmax(0, 1fr)" gap={16} align="start" stacks>
        <Stack gap={16}>
          <ConnectPanel form={form} onForm={setForm} state={state} isSample={isSample} />
          <LoadCommand form={form} frames={state.frames} />
        </Stack>
        <Stack gap={16}>
          {state.failure === null ? null : <ErrorNote failure={state.failure} />}
          <FrameLog state={state} />
          <Composer state={state} url={form.url} />
        </Stack>
      </Grid>
    </Page>
  );
}

/** The streaming service that is at hand: of the sample services, where they run, else of the workspace. */
function knownSocket({ services, samples }: ServicesState): string {
  const row = builtInServices(services).find(({ id }) => id === 'streaming');
  const url = samples?.state === 'running' ? samples.urls.streaming : row?.url;
  return url === undefined ? '' : (socketUrlOf('streaming', url) ?? '');
}

/** True where the address is on the host and port of one of these. */
function isAt(typed: string, urls: readonly string[]): boolean {
  const host = URL.parse(readSocketUrl(typed) ?? '')?.host;
  return host !== undefined && urls.some((url) => URL.parse(url)?.host === host);
}
