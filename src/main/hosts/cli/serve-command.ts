import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { EXIT } from '../../../contract/failure.ts';
import { startWebHost } from '../web/server.ts';
import { type Work, withApp } from './app-session.ts';
import { openInBrowser } from './open-browser.ts';
import { type Flags, portOption } from './option-values.ts';
import { orReport, report } from './report-failure.ts';

type ServeFlags = Flags<'port' | 'dataDir', 'allowHost', 'open'>;

/** `plimsoll serve`: the workbench in a browser, until Ctrl-C. Each address it prints opens one page, once. */
export const serveCommand: Work<ServeFlags> = async (context, flags) => {
  const { terminal, places } = context;
  const port = portOption('port', flags.port ?? '0', 0);
  if (!port.ok) return report(terminal, port.failure);
  return withApp(context, { ...flags, host: 'web' }, (app) =>
    orReport(
      terminal,
      startWebHost(app, { port: port.value, rendererDir: places.rendererDir }),
      async (host) => {
        const address = host.newAddress();
        terminal.out(`Plimsoll is open at ${address}\n`);
        terminal.err('The address works once, within a minute. Press Enter for a new one, Ctrl-C to end.\n');
        if (flags.open !== false) terminal.err(`${await openInBrowser(host.newAddress())}\n`);
        const lines = createInterface({ input: process.stdin });
        lines.on('line', () => terminal.out(`Plimsoll is open at ${host.newAddress()}\n`));
        await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
        lines.close();
        process.stdin.unref?.();
        await host.close();
        return EXIT.passed;
      },
    ),
  );
};
