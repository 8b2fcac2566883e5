import type { Command } from 'commander';

type Example = readonly [command: string, what: string];

/** What people type first, by command: `run`, `services add`. Each can be typed as it stands, but for names and addresses. */
const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  '': [
    ['demo', 'what it is like, in twenty seconds'],
    ['run http://127.0.0.1:8080/ --rate 100 --duration 30s', 'load, grade, store'],
    ['why last', 'what set its slow requests apart'],
    ['requests last --failed', 'which requests failed'],
    ['serve', 'the same in a browser'],
  ],
  run: [
    ['run http://127.0.0.1:8080/ --rate 200 --duration 30s', '200 requests per second'],
    ['run http://127.0.0.1:8080/ --users 50 --duration 30s', '50 users, each waiting'],
    [
      "run --curl 'curl http://127.0.0.1:8080/a' --curl 'curl http://127.0.0.1:8080/b' --rate 100",
      'two endpoints, half each',
    ],
    ['run plan.yaml --html report.html', 'a plan, and a report to send'],
    [
      'run plan.yaml --stop-when "errors>5% for 10s then fail"',
      'ends as soon as it has failed for ten seconds',
    ],
    [
      'run plan.yaml --watch gateway=port:8000 --watch database=docker:shop-db',
      'CPU and memory of both, on the timeline of the run',
    ],
  ],
  capacity: [
    [
      `capacity http://127.0.0.1:8080/ --objective "p95<200ms" --objective "errors<1%"`,
      'requests per second',
    ],
    ['capacity plan.yaml --by users --ladder', 'users, and how throughput scales with them'],
    [`capacity plan.yaml --recovery --from 400`, 'how long it takes to recover from 600'],
  ],
  validate: [['validate plan.yaml', 'what would be sent and graded']],
  import: [['import openapi api.yaml -o plan.yaml', 'a plan of a description']],
  show: [['show last', 'the newest run; last~1: the one before']],
  compare: [['compare last~1 last', 'before and after']],
  'baseline set': [
    ['baseline set main last', 'then: plimsoll run plan.yaml --baseline main'],
    ['baseline set main last --add', 'one more session: from four on they tell how much sessions differ'],
  ],
  why: [
    ['why last', 'the whole newest run'],
    ['why last --from 0:14 --to 0:18', 'these four seconds against the rest'],
    ['why last --above p99 --endpoint orders', 'the slowest of one endpoint'],
    ['why last --against last~1', 'as well in the run before?'],
  ],
  requests: [
    ['requests last', 'the slowest twenty'],
    ['requests last --cause 1', 'those behind the first cause of plimsoll why last'],
    ['requests last --failed --slowest 50', 'failures'],
    ['requests last --curl 1 | sh', 'sends the first of the list again, where it is marked *'],
  ],
  export: [
    ['export last --html report.html', 'one file that opens offline, with the analysis in it'],
    ['export last --plan again.yaml', 'its load as a plan, changes by hand included'],
  ],
  regrade: [
    ['regrade last', 'by the thresholds its plan has now'],
    ['regrade last --thresholds stricter.yaml', 'by those of a file, beside those it ran with'],
    ['regrade --plan Checkout --version 3', 'the whole history of a plan'],
    ['regrade last --count 1', 'the gate it ran with counts again'],
  ],
  'runs empty': [['runs empty', 'what would go; --yes removes it']],
  'runs keep': [['runs keep --last 200 --days 90 --yes', 'what either keeps is kept']],
  delete: [['delete last', 'restore takes it back']],
  restore: [['restore 20261123-155201-k3f9', 'as plimsoll runs --deleted lists it']],
  doctor: [
    ['doctor plan.yaml', 'what this machine would have to give'],
    ['doctor --target http://localhost:8000', 'what is wrong on the way there'],
  ],
  serve: [['serve --port 8700', 'open the address it prints']],
  'services add': [
    ['services add shop local=http://127.0.0.1:3000 staging=https://…', 'then --target shop=staging'],
  ],
  'services change': [['services change shop --use staging', 'where its runs go from now on']],
  'services remove': [['services remove shop', 'services restore takes it back']],
  'services restore': [['services restore shop', 'as plimsoll services list --deleted lists it']],
};

/** Ends the help of a command with what one would type. @param path its words after `plimsoll` */
export function addExamples(command: Command, path: string): void {
  const examples = EXAMPLES[path];
  if (examples === undefined) return;
  const lines = examples.map(([typed, what]) => `  plimsoll ${typed}\n      ${what}`);
  command.addHelpText('after', `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.join('\n')}`);
}
