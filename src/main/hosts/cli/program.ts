import { Command } from 'commander';
import type { ExitCode } from '../../../contract/failure.ts';
import { hideCredentials } from '../../../contract/token-shape.ts';
import type { As, CommandContext } from './app-session.ts';
import { defineBaselines } from './baseline-commands.ts';
import { capacityCommand } from './capacity-command.ts';
import { addCapacityOptions } from './capacity-options.ts';
import { doctorCommand } from './doctor-command.ts';
import { explainOption } from './foreign-words.ts';
import { addExamples } from './help-examples.ts';
import { importCommand } from './import-command.ts';
import { defineKept } from './kept-commands.ts';
import { refuseEmpty, refuseTwice } from './refused-options.ts';
import { defineRegrade } from './regrade-command.ts';
import { requestsCommand } from './requests-command.ts';
import { demoCommand, runCommand } from './run-commands.ts';
import { RUN_FILTERS } from './run-filters.ts';
import { addSeriesOptions, defineSeries } from './series-commands.ts';
import { serveCommand } from './serve-command.ts';
import {
  addServiceCommand,
  changeServiceCommand,
  listServicesCommand,
  PROFILES_IN_WORDS,
  removeServiceCommand,
  restoreServiceCommand,
  servicesCommand,
} from './services-commands.ts';
import { AS_JSON, nameItsCommands, passOptionsOn, WHERE } from './shared-options.ts';
import {
  compareCommand,
  deleteCommand,
  exportCommand,
  presetsCommand,
  restoreCommand,
  runsCommand,
  showCommand,
} from './stored-commands.ts';
import { validateCommand } from './validate-command.ts';
import { whyCommand } from './why-command.ts';

const collect = (word: string, before: readonly string[] | undefined) => [...(before ?? []), word];

/** The whole command line in one place: names, options, help. Each command lives in a file of its own. */
export function buildProgram(context: CommandContext, finish: (code: ExitCode) => void): Command {
  const program = new Command('plimsoll')
    .description(
      'Load-tests HTTP, WebSocket and SSE services from your own machine, and grades what it measured.',
    )
    .version(context.places.version)
    // Options behind a command within a command belong to that, also where the one around it has some of the same name.
    .enablePositionalOptions()
    .showHelpAfterError('(plimsoll --help lists everything)')
    .configureOutput({
      writeOut: context.terminal.out,
      // It repeats what was typed.
      writeErr: (text) => context.terminal.err(hideCredentials(explainOption(text))),
    })
    .exitOverride();
  const as: As =
    (work) =>
    (...typed) =>
      work(context, ...typed).then(finish);
  defineRun(program, as);
  definePlans(program, as);
  defineStored(program, as);
  defineBaselines(program, as, { where: WHERE, asJson: AS_JSON });
  defineSeries(program, as, { where: WHERE, asJson: AS_JSON, allowHost: [ALLOW_HOST, LOADED] });
  defineHosts(program, as);
  addExamples(program, '');
  for (const command of allOf(program)) {
    const path = pathOf(command);
    refuseTwice(command);
    passOptionsOn(command);
    addExamples(command, path);
    // The help of the program does not list what a command takes.
    command.showHelpAfterError(`(plimsoll ${path} --help says what it takes)`);
  }
  program.hook('preAction', (_program, command) => refuseEmpty(command));
  return program;
}

/** Commands within commands among them. */
function allOf(program: Command): readonly Command[] {
  return program.commands.flatMap((command) => [command, ...allOf(command)]);
}

/** Its words after the name of the program: `services add`. */
function pathOf(command: Command): string {
  const above = command.parent;
  return above?.parent ? `${pathOf(above)} ${command.name()}` : command.name();
}

const ALLOW_HOST = '--allow-host <host>';
const WATCHED =
  'watch a target on the same timeline: gateway=port:8000, pid:N, docker:NAME or prometheus:URL; gateway=none leaves out what would be watched (repeatable)';
const LOADED = 'a host outside this machine allowed to receive load (repeatable)';
const CONTACTED = 'a host outside this machine that may be contacted (repeatable)';
const AREA = [
  ['--from <time>', 'from this time of the run on: 9:58, or 598 seconds'],
  ['--to <time>', 'until this time of it'],
  ['--above <latency>', 'only what took at least so long: 512ms, or p99'],
  ['--service <name>', 'only this service'],
  ['--endpoint <name>', 'only this endpoint: historical, or gateway.historical'],
] as const;

function defineRun(program: Command, as: As): void {
  const run = program
    .command('run')
    .description('run a plan file, a preset, or an http(s):// or ws(s):// address, and grade it')
    .argument(
      '[plan]',
      'plan.yaml, a preset (plimsoll presets), a user class such as GatewayRESTUser, or an address (graded by the error rate of each endpoint; latency has no limit by default)',
    );
  addRequestOptions(run);
  addLevelOptions(run);
  addLoadOptions(run);
  addSeriesOptions(run);
  addRunOptions(addOutputOptions(run))
    .option('--require-trust', 'exit 6 unless the run is trusted')
    .option('--baseline <name>', 'exit 5 where it regressed against this baseline of its plan')
    .option(
      '--alternate',
      'run the plan and target of the baseline again, in turns with this one (five runs each, or --repeat)',
    )
    .option('--tolerance <share>', 'a rise that is no regression (default 5%)')
    .option('--webhook <url>', 'post a regression, a failed gate or lost trust there, signed')
    .option('--webhook-secret <variable>', 'the variable with its secret (default PLIMSOLL_WEBHOOK_SECRET)')
    .option('--purpose <purpose>', 'validation, capacity, benchmark or stress')
    .action(as(runCommand));
  const capacity = program
    .command('capacity')
    .description(
      'search for the highest load that meets objectives, see what fails beyond it, and how it recovers',
    )
    .argument('[plan]', 'as for plimsoll run: a plan file, a preset, a user class or an address');
  addCapacityOptions(capacity);
  addRequestOptions(capacity);
  addLoadOptions(capacity.optionsGroup('How it is loaded:'));
  addRunOptions(addOutputOptions(capacity)).action(as(capacityCommand));
  addOutputOptions(
    program
      .command('demo')
      .description('sample services, smoke suite, grades and a report in twenty seconds'),
  )
    .option('--users <n>', 'number of users (default 200)')
    .option('--duration <time>', 'default 20s')
    .option('--quiet', 'no progress')
    .action(as(demoCommand));
}

/** Of a run, and of a search, which is one. */
function addRunOptions(command: Command): Command {
  return command
    .optionsGroup('The run itself:')
    .option('--quiet', 'no progress')
    .option('--log-level <level>', 'dated lines instead of the bar: error, warning, info or debug')
    .option('--force', 'start despite failed pre-run checks')
    .option(ALLOW_HOST, LOADED, collect)
    .option('--save-plan <file>', 'the plan of this run, without its credentials, for plimsoll run FILE')
    .option('--name <name>', 'name of the run')
    .option('--note <text>', 'a note that is kept with the run')
    .option('--tag <tag>', 'a tag of the run (repeatable)', collect);
}

function definePlans(program: Command, as: As): void {
  program
    .command('import')
    .description('make a plan from cURL commands, a HAR recording or an OpenAPI document; sends nothing')
    .argument('<kind>', 'curl, har or openapi')
    .argument('<source>', 'a file, - for standard input, or the address of a document')
    .option('-o, --output <file>', 'where the plan goes (default: standard output)')
    .option('--force', 'replace the file')
    .option(ALLOW_HOST, CONTACTED, collect)
    .action(as(importCommand));
  program
    .command('validate')
    .description('say what a plan will do, or what is wrong with it; sends nothing')
    .argument('<plan>')
    .option(
      '--openapi <document>',
      'a file or an address: list the endpoints of an OpenAPI document that the plan misses, or calls though they are gone',
    )
    .option(
      '--only <service>',
      'compare only this service with the document (repeatable; default: those at its servers)',
      collect,
    )
    .option(ALLOW_HOST, 'a host outside this machine the document may be fetched from (repeatable)', collect)
    .option(...AS_JSON)
    .option('--data-dir <dir>')
    .action(as(validateCommand));
}

/** As curl, hey, oha and wrk have them. */
function addRequestOptions(run: Command): Command {
  return run
    .optionsGroup('What is sent to an address:')
    .option('-X, --method <method>', 'GET, or POST where there is a body')
    .option('-H, --header <name: value>', 'a header of each request (repeatable)', collect)
    .option(
      '-d, --data <text>',
      'body, sent as a form unless -H gives a Content-Type; @file, @- (repeatable)',
      collect,
    )
    .option('--json-body <json>', 'JSON body, checked, with its Content-Type; @file, @-')
    .option('--basic <user:password>', 'credentials, in an Authorization header')
    .option('--bearer <token>', 'token, in an Authorization header')
    .option('-b, --cookie <name=value>', 'cookie (repeatable)', collect)
    .option(
      '--curl <command>',
      "what 'curl …' sends, in place of an address (repeatable: several endpoints)",
      collect,
    )
    .option('--expect <statuses>', 'accepted status codes: 200,201 or 2xx (default: 200 to 399)')
    .option('--check </pointer=value>', 'what the JSON of each response must contain (repeatable)', collect);
}

/** What a search of capacity decides by itself. */
function addLevelOptions(run: Command): Command {
  return run
    .optionsGroup('How much, and how long:')
    .option('-n, --requests <n>', 'end after this many requests to the address, in place of --duration')
    .option('--users <n>', 'closed model: virtual users, each waiting for its response')
    .option('--spawn-rate <n>', 'users started per second')
    .option('--rate <n>', 'open model: requests per second, regardless of responses')
    .option(
      '--connections <n>',
      'WebSocket connections or event streams (ws:// and --sse: default 100, for 5m)',
    )
    .option('--duration <time>', 'such as 30s or 5m')
    .option(
      '--warmup <time>',
      'run, but left out of the figures, except what happens once per connection (http://: 1s from 10s on, 2s from 20s on; streams: none)',
    );
}

function addLoadOptions(run: Command): Command {
  return run
    .option('--arrivals <kind>', 'constant or poisson')
    .option('--message-rate <n>', 'messages per second on each WebSocket (ws://: default 1)')
    .option('--message <text>', 'WebSocket message to send (without it: protocol pings)')
    .option('--reply </pointer=value>', 'which later frame answers a WebSocket message')
    .option('--confirm </pointer=value>', 'which frame confirms a WebSocket subscription')
    .option('--subscribe <text>', 'frame to send after opening (repeatable)', collect)
    .option('--sse', 'read an http:// address as event streams; so does --connections')
    .option('--timeout <time>', 'total time a request may take')
    .option('--threads <n>', 'load threads')
    .option(
      '--strict-http',
      'count responses that break HTTP/1.1 in ways curl and browsers accept as errors (else a finding names them)',
    )
    .option('--max-rate <n>', 'cap on requests and messages per second (public hosts: default 50)')
    .option('--max-connections <n>', 'cap on connections (public hosts: default 50)')
    .option('--max-duration <time>', 'how long a public host may receive load (default 10m)')
    .option(
      '--stop-when <rule>',
      'stop while it runs: "p95>1s for 10s"; or fail, or hold the load: "shop: errors>5% for 30s then fail" (repeatable)',
      collect,
    )
    .option('--watch <name=source>', WATCHED, collect)
    .option('--only <name>', 'only this user class or service (repeatable)', collect)
    .option(
      '--target <service=url>',
      'where a service is, or the label of an address set up for it (repeatable)',
      collect,
    )
    .option('--services <base-port>', 'the sample services started with that base port')
    .option('--set <name=value>', 'a value of the plan, such as token=… or topics=a,b (repeatable)', collect)
    .option('--size <size>', 'light, medium, heavy or stress (comprehensive)')
    .option('--seed <n>', 'same seed, same mix')
    .option('--precision <kind>', 'tick (1 ms, default) or spin (microseconds, costs a core)');
}

function addOutputOptions(command: Command): Command {
  return command
    .optionsGroup('Results:')
    .option('--json <file>', 'the whole result as one JSON document (- is standard output)')
    .option('--html <file>', 'one self-contained report')
    .option(
      '--csv <dir>',
      'seconds.csv, endpoints.csv, segments.csv; of a search capacity-steps.csv; of watches gauges.csv and watches.csv',
    )
    .option('--junit <file>', 'grades, or the objectives of a search, as JUnit XML')
    .option('--markdown <file>', 'summary as Markdown')
    .option('--data-dir <dir>', 'where runs are kept (default: PLIMSOLL_HOME or the user data directory)');
}

function defineStored(program: Command, as: As): void {
  const stored = (usage: string, text: string, ...options: (readonly [flags: string, text: string])[]) =>
    options.reduce((command, one) => command.option(...one), program.command(usage).description(text));
  const listed = [AS_JSON, WHERE];
  stored('presets', 'the built-in plans', ...listed).action(as(presetsCommand));
  const runs = stored(
    'runs',
    'the stored runs, newest first; with a word after it: what is kept',
    ...listed,
    ...RUN_FILTERS,
  )
    .option('--limit <n>', 'how many', '50')
    .option('--bin', 'those in the bin')
    .option('--deleted', 'the same')
    .action(as(runsCommand));
  defineKept(runs, as);
  defineRegrade(program, as);
  const shown = stored('show <run>', 'one stored run, as it was graded', ...listed);
  shown.action(as(showCommand));
  stored('compare <a> <b>', 'two stored runs side by side', ...listed).action(as(compareCommand));
  const asked = (usage: string, text: string) => stored(usage, text, ...AREA, ...listed);
  asked('why <run>', 'why requests of a stored run were slow, in words')
    .option('--against <run>', 'which of it holds for another run as well')
    .action(as(whyCommand));
  asked('requests <run>', 'the requests of a stored run that were kept, slowest first')
    .option('--failed', 'failures only')
    .option('--code <code>', 'failures of this code only, such as timeout.headers')
    .option('--cause <n>', 'those behind a cause that plimsoll why names with the same options')
    .option('--slowest <n>', 'how many', '20')
    .option('--curl <n>', 'the command that sends this one of the list again')
    .action(as(requestsCommand));
  stored('delete <run>', 'put a stored run into the bin', WHERE).action(as(deleteCommand));
  stored('restore <run>', 'restore a deleted run, by its whole id', WHERE).action(as(restoreCommand));
  const written = stored('export <run>', 'write a stored run as JSON, HTML, CSV, JUnit, Markdown or a plan');
  addOutputOptions(written)
    .option('--plan <file>', 'a plan with the load that was applied, changes by hand included')
    .action(as(exportCommand));
}

/** The sample services, which the word alone starts, and the services the user has set up. */
function defineServices(program: Command, as: As): void {
  const services = program
    .command('services')
    .description('start the five sample services; with a word after it: the services you set up')
    .option('--base-port <n>', 'gateway N, streaming N+1, auth N+10, entitlements N+11, metrics N+12', '8000')
    .option('--profile <name>', PROFILES_IN_WORDS, 'healthy')
    .option('--seed <n>', 'same seed, same latencies')
    .action(as(servicesCommand));
  const kept = (usage: string, text: string) =>
    services.command(usage).description(text).option('--data-dir <dir>', 'where they are kept');
  kept('list', 'your services and the built-in five, with their addresses')
    .option('--check', 'check the health of each')
    .option('--deleted', 'those in the bin')
    .option(ALLOW_HOST, CONTACTED, collect)
    .option(...AS_JSON)
    .action(as(listServicesCommand));
  kept('add <name> <address...>', 'a service with its addresses: local=http://… staging=https://…')
    .option('--health <path>', 'path that returns 200 to 299 when it is healthy')
    .action(as(addServiceCommand));
  kept('change <name>', 'its name, its addresses, or the one to use')
    .option('--name <name>', 'its new name; plans that follow it by the old one still do')
    .option('--address <label=url>', 'its addresses from now on (repeatable)', collect)
    .option('--use <label>', 'the address runs go to')
    .option('--health <path>', 'path that returns 200 to 299 when it is healthy')
    .option('--place <n>', 'its position in the list, from 1')
    .action(as(changeServiceCommand));
  kept('remove <name>', 'put a service into the bin').action(as(removeServiceCommand));
  kept('restore <name>', 'restore a removed service, by its name or id').action(as(restoreServiceCommand));
  nameItsCommands(services, 'services alone starts the sample services');
}

function defineHosts(program: Command, as: As): void {
  program
    .command('doctor')
    .description('what this machine has, what a plan would take of it, and what rate it sustains')
    .argument('[plan]')
    .option('--no-calibration', 'skip the ten seconds against a sink on this machine')
    .option('--target <service|url>', 'instead: what is wrong on the way there (DNS, TCP, TLS, health …)')
    .option('--bearer <token>', 'sent with the health request of --target; {{ env.NAME }} for a variable')
    .option(ALLOW_HOST, CONTACTED, collect)
    .option(...AS_JSON)
    .option(...WHERE)
    .action(as(doctorCommand));
  defineServices(program, as);
  program
    .command('serve')
    .description('the workbench in a browser, on this machine only')
    .option('--port <n>', 'default: any free one')
    .option('--no-open', 'print the address, open nothing')
    .option(ALLOW_HOST, LOADED, collect)
    .option(...WHERE)
    .action(as(serveCommand));
}
