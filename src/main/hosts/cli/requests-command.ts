import { type ExitCode, fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import { formatCount } from '../../../contract/format.ts';
import type { RequestFilter, RequestPage } from '../../../contract/request-rows.ts';
import type { App } from '../../services/app-port.ts';
import { type CommandContext, type Work, withApp } from './app-session.ts';
import { type AreaFlags, type Asked, measuredTime } from './asked-area.ts';
import { askedOf, askWhy } from './asked-run.ts';
import { type Flags, usage, wholeOption } from './option-values.ts';
import { answer } from './outputs.ts';
import { MAX_LISTED, printRequests } from './print-requests.ts';
import { orReport, report } from './report-failure.ts';

type RequestsFlags = AreaFlags &
  Flags<'dataDir' | 'json' | 'code' | 'slowest' | 'cause' | 'curl', never, 'failed'>;

/** `plimsoll requests RUN`: the kept requests of a run, slowest first, or what sends one of them again. */
export const requestsCommand: Work<RequestsFlags, [word: string]> = (context, word, flags) => {
  const { terminal } = context;
  const slowest = wholeOption('slowest', flags.slowest ?? '20', { least: 1, most: MAX_LISTED });
  if (!slowest.ok) return Promise.resolve(report(terminal, slowest.failure));
  const curl =
    flags.curl === undefined ? succeed(0) : wholeOption('curl', flags.curl, { least: 1, most: MAX_LISTED });
  if (!curl.ok) return Promise.resolve(report(terminal, curl.failure));
  const cause = flags.cause === undefined ? succeed(0) : wholeOption('cause', flags.cause, { least: 1 });
  if (!cause.ok) return Promise.resolve(report(terminal, cause.failure));
  const isOfFailures = flags.failed === true || flags.code !== undefined;
  if (flags.cause !== undefined && isOfFailures) return Promise.resolve(report(terminal, BOTH));
  return withApp(context, flags, (app) =>
    orReport(terminal, askedOf(app, word, flags), (asked) =>
      orReport(terminal, filterOf(app, asked, { ...flags, cause: cause.value }), (filter) =>
        curl.value === 0
          ? list(context, { app, asked, filter }, { ...flags, limit: slowest.value })
          : sendAgain(context, { app, asked, filter }, curl.value),
      ),
    ),
  );
};

/** Causes are of requests that were answered and slow. */
const BOTH = usage(
  '--cause names other requests than --code and --failed: what is behind a cause was slow and did not fail.',
  'Leave one of them out.',
);

interface Listed {
  readonly app: App;
  readonly asked: Asked;
  readonly filter: RequestFilter;
}

async function filterOf(
  app: App,
  asked: Asked,
  { code, failed, cause }: Pick<RequestsFlags, 'code' | 'failed'> & { readonly cause: number },
): Promise<Result<RequestFilter>> {
  const { area, scope, warmupSeconds } = asked;
  const hasWarmup = measuredTime({ ...asked.row, warmupSeconds }).fromSecond > 0;
  const ofFailures = { ...(code !== undefined && { code }), ...(failed === true && { hasFailed: true }) };
  if (cause === 0) {
    return succeed({
      clock: scope.clock,
      ...(area === null ? hasWarmup && { isCounted: true } : { area }),
      ...(scope.service === null ? {} : { service: scope.service }),
      ...(scope.endpoint === null ? {} : { endpoint: scope.endpoint }),
      ...ofFailures,
    });
  }
  const why = await askWhy(app, asked);
  if (!why.ok) return why;
  const { causes, nothing } = why.value;
  const named = causes[cause - 1];
  if (named !== undefined) return succeed(named.requests);
  const message =
    causes.length === 0
      ? `No cause is named: ${nothing}`
      : `There is no cause ${cause}: ${causes.length === 1 ? 'one is' : `${causes.length} are`} named.`;
  return fail(
    testFailure('usage.option', message, 'plimsoll why, with the same options, lists them by number.'),
  );
}

function list(
  { terminal }: CommandContext,
  { app, asked, filter }: Listed,
  { limit, json, ...of }: { readonly limit: number } & Pick<RequestsFlags, 'json' | 'code' | 'failed'>,
): Promise<ExitCode> {
  const { runId } = asked.row;
  return orReport(terminal, app.handlers['runs.requests']({ runId, filter, limit }), async (page) => {
    const why = page.kept > 0 ? succeed('') : await whyNone(app, page, asked, of);
    return orReport(terminal, why, (none) =>
      answer(terminal, json === undefined ? {} : { json }, {
        value: page,
        text: () => printRequests({ asked, page, none }, terminal),
      }),
    );
  });
}

/** Why a list is empty: nothing was kept at all, no such code, the area holds none, or none of what the totals count. */
function whyNone(
  app: App,
  { runHasKept }: RequestPage,
  { row, area, scope: { service, endpoint } }: Asked,
  { code, failed }: Pick<RequestsFlags, 'code' | 'failed'>,
): Result<string> | Promise<Result<string>> {
  if (!runHasKept) return succeed('This run kept no requests; counts and phases are exact.');
  if (code !== undefined) return noneOfCode(app, row.runId, code);
  if (failed === true) return succeed('No kept request here failed.');
  // Such as round trips of connections that were all refused.
  if (area === null && service === null && endpoint === null)
    return succeed('None was kept of what the totals of this run count. Others: --failed, or --endpoint.');
  return succeed('No kept request lies here. Widen --from and --to, or lower --above.');
}

async function noneOfCode(app: App, runId: string, code: string): Promise<Result<string>> {
  const document = await app.handlers['runs.get']({ runId, withSeconds: false });
  if (!document.ok) return document;
  const codes = [...new Set(document.value.summary.errors.map((row) => row.code))];
  const known =
    codes.length === 0 ? 'Nothing failed in this run.' : `Codes of this run: ${codes.join(', ')}.`;
  return succeed(`No kept request here failed with ${code}. ${known}`);
}

/** The command that sends the request of this number in the list again. */
async function sendAgain(
  { terminal }: CommandContext,
  { app, asked: { row }, filter }: Listed,
  number: number,
): Promise<ExitCode> {
  const { runId } = row;
  const page = await app.handlers['runs.requests']({ runId, filter, from: number - 1, limit: 1 });
  if (!page.ok) return report(terminal, page.failure);
  const [found] = page.value.rows;
  if (found === undefined) {
    const { kept } = page.value;
    const message = `There is no request ${number} in this list; it has ${formatCount(kept)}.`;
    const hint =
      kept === 0 ? 'Ask for others: plimsoll requests --help lists how.' : `Take --curl 1 to ${kept}.`;
    return report(terminal, testFailure('usage.option', message, hint));
  }
  return orReport(terminal, app.handlers['runs.request']({ runId, id: found.id }), ({ curl }) => {
    if (curl !== null) {
      terminal.document(`${curl}\n`);
      return 0;
    }
    const message = found.hasExchange
      ? `Request ${number} cannot be sent again by cURL.`
      : `Of request ${number} only figures were kept, so it cannot be sent again.`;
    const hint = 'Take an HTTP request that is marked * in the list.';
    return report(terminal, testFailure('usage.option', message, hint));
  });
}
