import { EXIT, type ExitCode, type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import { formatMs } from '../../../contract/format.ts';
import type { ServiceAddress, ServiceRow } from '../../../contract/services.ts';
import type { App } from '../../services/app-port.ts';
import { type CommandContext, withApp } from './app-session.ts';
import { usage } from './option-values.ts';
import { writeJson } from './outputs.ts';
import { plainTable } from './print-summary.ts';
import { orReport, report } from './report-failure.ts';

interface DataFlags {
  readonly dataDir?: string;
}

export interface ServiceFlags extends DataFlags {
  readonly health?: string;
  readonly name?: string;
  readonly address?: readonly string[];
  readonly use?: string;
  readonly place?: string;
}

const HEALTH_WORDS: Readonly<Record<ServiceRow['health'], string>> = {
  up: 'up',
  unhealthy: 'unhealthy',
  down: 'down',
  unknown: 'not checked',
  blocked: 'not allowed',
};

/** `plimsoll services list`: what the window shows under Services; asks nobody unless told to. */
export function listServicesCommand(
  context: CommandContext,
  flags: DataFlags & { json?: string; check?: boolean; deleted?: boolean; allowHost?: readonly string[] },
): Promise<ExitCode> {
  const { terminal } = context;
  return withApp(context, flags, (app) => {
    const deleted = flags.deleted === true;
    const rows =
      flags.check === true && !deleted
        ? app.handlers['services.check']({})
        : app.handlers['services.list']({ deleted });
    return orReport(terminal, rows, (found) => {
      if (flags.json !== undefined) return writeJson(terminal, flags.json, found);
      terminal.out(deleted && found.length === 0 ? 'The bin is empty.\n' : printServices(found));
      return EXIT.passed;
    });
  });
}

/** `plimsoll services add NAME ADDRESS…`. */
export function addServiceCommand(
  context: CommandContext,
  service: string,
  { words, flags }: { readonly words: readonly string[]; readonly flags: ServiceFlags },
): Promise<ExitCode> {
  const { terminal } = context;
  return withApp(context, flags, (app) =>
    orReport(
      terminal,
      app.handlers['services.add']({
        service,
        addresses: words.map(addressIn),
        healthPath: flags.health ?? null,
      }),
      (rows) => said(context, `Added. Plans name it under services, without a url: ${service}: {}`, rows),
    ),
  );
}

/** `plimsoll services change NAME`: another name, other addresses, another of them, another place. */
export function changeServiceCommand(
  context: CommandContext,
  word: string,
  flags: ServiceFlags,
): Promise<ExitCode> {
  const { terminal } = context;
  return withApp(context, flags, async (app) => {
    const row = await serviceOf(app, word);
    if (!row.ok) return report(terminal, row.failure);
    const { id } = row.value;
    const addresses = flags.address?.map(addressIn);
    const chosen = chosenBy(flags.use, addresses ?? row.value.addresses, word);
    if (!chosen.ok) return report(terminal, chosen.failure);
    const place = placeIn(flags.place);
    if (!place.ok) return report(terminal, place.failure);
    const change = {
      ...(flags.name === undefined ? {} : { service: flags.name }),
      ...(addresses === undefined ? {} : { addresses }),
      ...(chosen.value === null ? {} : { chosen: chosen.value }),
      ...(flags.health === undefined ? {} : { healthPath: flags.health }),
    };
    if (Object.keys(change).length === 0 && place.value === null) return report(terminal, nothingToChange());
    const changed = await app.handlers['services.change']({ id, ...change });
    if (!changed.ok || place.value === null)
      return orReport(terminal, changed, (rows) => said(context, 'Changed.', rows));
    return orReport(terminal, app.handlers['services.move']({ id, to: place.value }), (rows) =>
      said(context, 'Changed.', rows),
    );
  });
}

/** `plimsoll services remove NAME`: into the bin, and how to get it back. */
export function removeServiceCommand(
  context: CommandContext,
  word: string,
  flags: DataFlags,
): Promise<ExitCode> {
  const { terminal } = context;
  return withApp(context, flags, async (app) => {
    const row = await serviceOf(app, word);
    if (!row.ok) return report(terminal, row.failure);
    const { id, service } = row.value;
    return orReport(terminal, app.handlers['services.remove']({ id }), () => {
      terminal.out(`Removed ${service}. Restore it with: plimsoll services restore ${id}\n`);
      return EXIT.passed;
    });
  });
}

/** `plimsoll services restore NAME`: by its id, or the last removed of that name. */
export function restoreServiceCommand(
  context: CommandContext,
  word: string,
  flags: DataFlags,
): Promise<ExitCode> {
  const { terminal } = context;
  return withApp(context, flags, (app) =>
    orReport(terminal, app.handlers['services.list']({ deleted: true }), (removed) => {
      const found = removed.find(({ id }) => id === word) ?? removed.find(({ service }) => service === word);
      if (found === undefined) return report(terminal, notInBin(word));
      return orReport(terminal, app.handlers['services.restore']({ id: found.id }), (rows) =>
        said(context, 'Restored.', rows),
      );
    }),
  );
}

/** The user's own service of that name, else the built-in one. */
async function serviceOf(app: App, word: string): Promise<Result<ServiceRow>> {
  const rows = await app.handlers['services.list']({});
  if (!rows.ok) return rows;
  const found = rows.value.find(({ service }) => service === word);
  if (found !== undefined) return succeed(found);
  return fail({
    code: 'services.unknown',
    side: 'test',
    message: `There is no service ${JSON.stringify(word.slice(0, 60))}.`,
    hint: 'plimsoll services list shows what there is.',
  });
}

function notInBin(word: string): Failure {
  return {
    code: 'services.unknown',
    side: 'test',
    message: `There is no service ${JSON.stringify(word.slice(0, 60))} in the bin.`,
    hint: 'plimsoll services list --deleted shows what there is.',
  };
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
  return fail(usage(`${service} has no address labelled ${label}.`, `It has ${labels}.`));
}

function placeIn(text: string | undefined): Result<number | null> {
  if (text === undefined) return succeed(null);
  const place = Number(text);
  if (Number.isInteger(place) && place >= 1 && place <= 10_000) return succeed(place - 1);
  return fail(usage(`--place ${text} is not a position.`, 'The first is 1.'));
}

function nothingToChange(): Failure {
  return usage('Nothing to change was given.', 'Use --name, --address, --use, --health or --place.');
}

function said({ terminal }: CommandContext, sentence: string, rows: readonly ServiceRow[]): ExitCode {
  terminal.out(`${sentence}\n\n${printServices(rows)}`);
  return EXIT.passed;
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
