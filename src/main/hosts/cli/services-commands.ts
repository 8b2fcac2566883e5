import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EXIT, type ExitCode, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import { formatMs } from '../../../contract/format.ts';
import type { ServiceAddress, ServiceRow } from '../../../contract/services.ts';
import type { App } from '../../services/app-port.ts';
import { type CommandContext, type Work, withApp } from './app-session.ts';
import { type Flags, misuse, usage } from './option-values.ts';
import { answer, say } from './outputs.ts';
import { plainTable } from './plain-table.ts';
import { orReport, report } from './report-failure.ts';

/** What the help says of `--profile`. */
export const PROFILES_IN_WORDS =
  'healthy, slow, flaky, overloaded, leaking (memory grows with requests) or pooled (database connections run out)';

type DataFlags = Flags<'dataDir'>;
type ServiceFlags = Flags<'dataDir' | 'health' | 'name' | 'use' | 'place', 'address'>;

const HEALTH_WORDS: Readonly<Record<ServiceRow['health'], string>> = {
  up: 'up',
  unhealthy: 'unhealthy',
  down: 'down',
  unknown: 'not checked',
  blocked: 'not allowed',
};

/** `plimsoll services`: the sample services in a process of their own, until Ctrl-C. @returns their exit code */
export const servicesCommand: Work<Flags<'basePort' | 'profile' | 'seed'>> = (
  { places, terminal },
  flags,
) => {
  const args = [
    ...['--base-port', flags.basePort ?? '8000'],
    ...(flags.profile === undefined ? [] : ['--profile', flags.profile]),
    ...(flags.seed === undefined ? [] : ['--seed', flags.seed]),
  ];
  // The channel closes when this process is gone, however it ended: the services end then, too.
  const child = spawn(process.execPath, [fileURLToPath(places.samplesEntry), ...args, '--parent-watch'], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward).on('SIGHUP', forward);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      terminal.err(`plimsoll: the sample services could not be started (${error.message}).\n`);
      resolve(EXIT.unexpected);
    });
    child.on('exit', (code) => resolve(code === 0 || code === null ? EXIT.passed : EXIT.usage));
  });
};

/** `plimsoll services list`: what the window shows under Services; asks nobody unless told to. */
export const listServicesCommand: Work<Flags<'dataDir' | 'json', 'allowHost', 'check' | 'deleted'>> = (
  context,
  flags,
) => {
  const { terminal } = context;
  const deleted = flags.deleted === true;
  return withApp(context, flags, ({ handlers }) => {
    const isChecked = flags.check === true && !deleted;
    const rows = isChecked ? handlers['services.check']({}) : handlers['services.list']({ deleted });
    return orReport(terminal, rows, (found) =>
      answer(terminal, flags, {
        value: found,
        text: () => (deleted && found.length === 0 ? 'The bin is empty.\n' : printServices(found)),
      }),
    );
  });
};

/** `plimsoll services add NAME ADDRESS…`. */
export const addServiceCommand: Work<ServiceFlags, [service: string, words: readonly string[]]> = (
  context,
  service,
  words,
  flags,
) => {
  const added = { service, addresses: words.map(addressIn), healthPath: flags.health ?? null };
  return withApp(context, flags, (app) =>
    orReport(context.terminal, app.handlers['services.add'](added), (rows) =>
      said(context, `Added. Plans name it under services, without a url: ${service}: {}`, rows),
    ),
  );
};

/** `plimsoll services change NAME`: another name, other addresses, another of them, another place. */
export const changeServiceCommand: Work<ServiceFlags, [word: string]> = (context, word, flags) =>
  withService(context, { word, flags }, async (app, { id, addresses: known }) => {
    const addresses = flags.address?.map(addressIn);
    const chosen = chosenBy(flags.use, addresses ?? known, word);
    if (!chosen.ok) return report(context.terminal, chosen.failure);
    const place = placeIn(flags.place);
    if (!place.ok) return report(context.terminal, place.failure);
    const change = {
      ...(flags.name === undefined ? {} : { service: flags.name }),
      ...(addresses === undefined ? {} : { addresses }),
      ...(chosen.value === null ? {} : { chosen: chosen.value }),
      ...(flags.health === undefined ? {} : { healthPath: flags.health }),
    };
    const to = place.value;
    if (Object.keys(change).length === 0 && to === null)
      return report(
        context.terminal,
        usage('Nothing to change was given.', 'Use --name, --address, --use, --health or --place.'),
      );
    const changed = await app.handlers['services.change']({ id, ...change });
    const moved = changed.ok && to !== null ? app.handlers['services.move']({ id, to }) : changed;
    return orReport(context.terminal, moved, (rows) => said(context, 'Changed.', rows));
  });

/** `plimsoll services remove NAME`: into the bin, and how to get it back. */
export const removeServiceCommand: Work<DataFlags, [word: string]> = (context, word, flags) =>
  withService(context, { word, flags }, (app, { id, service }) =>
    orReport(context.terminal, app.handlers['services.remove']({ id }), () =>
      say(context.terminal, `Removed ${service}. Restore it with: plimsoll services restore ${id}\n`),
    ),
  );

/** `plimsoll services restore NAME`: by its id, or the last removed of that name. */
export const restoreServiceCommand: Work<DataFlags, [word: string]> = (context, word, flags) =>
  withService(context, { word, flags, deleted: true }, (app, { id }) =>
    orReport(context.terminal, app.handlers['services.restore']({ id }), (rows) =>
      said(context, 'Restored.', rows),
    ),
  );

/**
 * Opens the app for a command about a service that a word names: the user's own of that name, else the built-in one; of
 * the bin, by its id too.
 */
function withService(
  context: CommandContext,
  { word, flags, deleted = false }: { word: string; flags: DataFlags; deleted?: boolean },
  work: (app: App, service: ServiceRow) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  const { terminal } = context;
  return withApp(context, flags, (app) =>
    orReport(terminal, app.handlers['services.list']({ deleted }), (rows) => {
      const byId = deleted ? rows.find(({ id }) => id === word) : undefined;
      const found = byId ?? rows.find(({ service }) => service === word);
      if (found !== undefined) return work(app, found);
      return report(
        terminal,
        testFailure(
          'services.unknown',
          `There is no service ${JSON.stringify(word.slice(0, 60))}${deleted ? ' in the bin' : ''}.`,
          `plimsoll services list${deleted ? ' --deleted' : ''} shows what there is.`,
        ),
      );
    }),
  );
}

/** `staging=https://…`, or an address alone, whose label says where it is. */
function addressIn(word: string): ServiceAddress {
  const cut = /^[^:/?#=]+=/.exec(word)?.[0].length ?? 0;
  return { label: word.slice(0, Math.max(0, cut - 1)), url: word.slice(cut) };
}

/** @returns its place among the addresses; null: the choice stays */
function chosenBy(
  label: string | undefined,
  addresses: readonly ServiceAddress[],
  service: string,
): Result<number | null> {
  if (label === undefined) return succeed(null);
  const at = addresses.findIndex((one) => one.label === label || one.url === label);
  if (at !== -1) return succeed(at);
  const labels = addresses.map((one) => one.label).join(', ');
  return misuse(`${service} has no address labelled ${label}.`, `It has ${labels}.`);
}

function placeIn(text: string | undefined): Result<number | null> {
  if (text === undefined) return succeed(null);
  const place = Number(text);
  if (Number.isInteger(place) && place >= 1 && place <= 10_000) return succeed(place - 1);
  return misuse(`--place ${text} is not a position.`, 'The first is 1.');
}

function said({ terminal }: CommandContext, sentence: string, rows: readonly ServiceRow[]): ExitCode {
  return say(terminal, `${sentence}\n\n${printServices(rows)}`);
}

/** One line an address, the chosen one marked. */
function printServices(rows: readonly ServiceRow[]): string {
  const table = plainTable(['service', '', 'address', 'label', 'health']);
  for (const row of rows) {
    for (const { label, url } of row.addresses) {
      const isChosen = url === row.url;
      table.push([
        row.addresses[0]?.url === url ? `${row.service}${row.builtIn ? ' (built in)' : ''}` : '',
        isChosen ? '*' : '',
        url,
        label,
        isChosen ? healthText(row) : '',
      ]);
    }
  }
  return `${table.toString()}\n`;
}

function healthText({ used, health, latencyMs, message }: ServiceRow): string {
  if (!used && health === 'down') return `not running here (${message})`;
  const time = latencyMs === null ? '' : ` ${formatMs(latencyMs)}`;
  return `${HEALTH_WORDS[health]}${time}${message === '' ? '' : ` (${message})`}`;
}
