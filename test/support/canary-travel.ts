/** A run whose secrets travel to a target that gives them back, and all that the workbench then says, stores and shows of it. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { EXPORT_FORMATS } from '../../src/contract/export-formats.ts';
import type { RequestFilter } from '../../src/contract/request-rows.ts';
import type { App } from '../../src/main/services/app-port.ts';
import { findBrowser } from '../house/find-browser.ts';
import type { Canary } from './canaries.ts';
import { type Travel, travelEnv, travelFeed, travelPlan } from './canary-plan.ts';
import { startCanaryTarget } from './canary-target.ts';
import { packedIn } from './exported.ts';
import { goTo, openWorkbench } from './open-workbench.ts';
import { openApp } from './opened-app.ts';
import { createTempDir } from './temp-dir.ts';
import { runPlimsoll, startWorkbench } from './workbench.ts';

/** What was said of the run, by the way it went out. */
export interface Travelled {
  readonly outputs: ReadonlyMap<string, readonly string[]>;
  /** Texts that the target gave back, and travels of which nothing came there. */
  readonly echoes: number;
  readonly lost: readonly Travel[];
  /** Requests kept as figures, and with their texts; those of which a command was made. */
  readonly kept: { readonly light: number; readonly exchanges: number; readonly curls: number };
}

class Said {
  readonly byWay = new Map<string, string[]>();

  keep(way: string, ...values: readonly unknown[]): void {
    const texts = this.byWay.get(way) ?? [];
    this.byWay.set(way, texts);
    texts.push(...values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))));
  }

  /** Files as they are: what a database holds is not compressed. */
  keepFiles(way: string, folder: string): void {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const file = join(folder, name);
      if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) {
        this.keep(way, name, readFileSync(file, 'latin1'));
      }
    }
  }
}

export async function travelled(all: ReadonlyMap<Travel, Canary>): Promise<Travelled> {
  const [data, plans] = [createTempDir(), createTempDir()];
  const target = await startCanaryTarget(all);
  const said = new Said();
  writeFileSync(join(plans.path, 'users.csv'), travelFeed(all));
  const text = travelPlan(target.url, all);
  try {
    const kept = await runHere({ data: data.path, plans: plans.path, text, all, said });
    await inTerminal({ data: data.path, plans: plans.path, text, all, said });
    await inWindow(data.path, said);
    said.keepFiles('data folder', data.path);
    const came = target.came();
    const lost = [...all].flatMap(([travel, { text: own }]) => (came.has(own) ? [] : [travel]));
    return { outputs: said.byWay, echoes: target.echoes(), lost, kept };
  } finally {
    await target.close();
    data.remove();
    plans.remove();
  }
}

interface Travelling {
  readonly data: string;
  readonly plans: string;
  readonly text: string;
  readonly all: ReadonlyMap<Travel, Canary>;
  readonly said: Said;
}

const WHOLE_RUN = { service: null, endpoint: null, clock: 'intended' } as const;

/** In this process, with load threads of its own: what a window is told while it runs, and when it is over. */
async function runHere({ data, plans, text, all, said }: Travelling): Promise<Travelled['kept']> {
  const app = openApp(data, { env: travelEnv(all), log: (line) => said.keep('log of bugs', line) });
  for (const name of ['run.second', 'run.changed'] as const)
    app.on(name, (event) => said.keep('events', event));
  try {
    const started = await app.runs.start({
      plan: { kind: 'text', text },
      planFolder: plans,
      overrides: { values: { set_beside_the_plan: all.get('set beside the plan')?.text ?? '' } },
      force: true,
    });
    if (!started.ok) throw new Error(`${started.failure.message} ${started.failure.hint}`);
    const { runId } = started.value;
    // Its last commits lie in the log of the database.
    const looking = setInterval(() => said.keepFiles('data folder while it runs', data), 1_000);
    const asking = setInterval(() => void askedLive(app, runId, said), 900);
    await started.value.done;
    clearInterval(looking);
    clearInterval(asking);
    return await asked(app, runId, said);
  } finally {
    await app.close();
  }
}

async function askedLive(app: App, runId: string, said: Said): Promise<void> {
  said.keep('heatmap', await app.handlers['runs.heatmap']({ runId, scope: WHOLE_RUN }));
  const latest = { runId, filter: { hasFailed: true }, limit: 50, order: 'latest' as const };
  said.keep('requests while it runs', await app.handlers['runs.requests'](latest));
}

async function asked(app: App, runId: string, said: Said): Promise<Travelled['kept']> {
  const { handlers } = app;
  const area = { fromSecond: 1, toSecond: 3, fromBand: 0, toBand: 79 };
  said.keep('documents', await handlers['runs.get']({ runId }), await handlers['runs.list']({}));
  said.keep('documents', await handlers['runs.seconds']({ runId, fromSecond: 0, count: 60 }));
  said.keep('documents', await handlers['runs.gauges']({ runId }));
  said.keep('heatmap', await handlers['runs.heatmap']({ runId, scope: WHOLE_RUN }));
  said.keep('select', await handlers['runs.select']({ runId, scope: WHOLE_RUN, area }));
  said.keep('why', await handlers['runs.why']({ runId, scope: WHOLE_RUN }));
  said.keep('why', await handlers['runs.why']({ runId, scope: WHOLE_RUN, area }));
  for (const format of EXPORT_FORMATS) {
    const exported = await handlers['runs.export']({ runId, format });
    if (!exported.ok) throw new Error(exported.failure.message);
    said.keep(`export ${format}`, exported.value.fileName, exported.value.text);
    if (format === 'html') said.keep('export html, inflated', ...packedIn(exported.value.text).values());
  }
  const kept = { light: 0, exchanges: 0, curls: 0 };
  const filters: readonly RequestFilter[] = [{}, { hasFailed: true }];
  const seen = new Set<string>();
  for (const filter of filters) {
    const page = await handlers['runs.requests']({ runId, filter, limit: 1_000 });
    if (!page.ok) throw new Error(page.failure.message);
    said.keep('requests', page.value);
    for (const { id, hasExchange } of page.value.rows) {
      if (seen.has(id)) continue;
      seen.add(id);
      kept.light += 1;
      if (!hasExchange) continue;
      const detail = await handlers['runs.request']({ runId, id });
      if (!detail.ok) throw new Error(detail.failure.message);
      kept.exchanges += 1;
      said.keep('request', detail.value);
      if (detail.value.curl !== null) {
        kept.curls += 1;
        said.keep('curl', detail.value.curl);
      }
    }
  }
  return kept;
}

/** By processes of their own, the run with its environment, all that read it without. */
async function inTerminal({ data, plans, text, all, said }: Travelling): Promise<void> {
  const plan = join(plans, 'travellers.yaml');
  writeFileSync(plan, text);
  const out = createTempDir();
  const file = (name: string) => join(out.path, name);
  const folder = ['--data-dir', data];
  const outputs = ['--json', file('r.json'), '--html', file('r.html'), '--junit', file('r.xml')];
  const set = ['--set', `set_beside_the_plan=${all.get('set beside the plan')?.text ?? ''}`];
  const run = ['run', plan, ...set, '--duration', '3s', '--force', '--log-level', 'debug', ...outputs];
  const ran = await runPlimsoll([...run, '--csv', file('csv'), '--markdown', file('r.md'), ...folder], {
    env: travelEnv(all),
  });
  said.keep('terminal: run', ran.out, ran.err);
  said.keepFiles('files of a run', out.path);
  const commands: readonly (readonly string[])[] = [
    ['show', 'last'],
    ['why', 'last'],
    ['why', 'last', '--json', '-'],
    ['why', 'last', '--against', 'last~1'],
    ['requests', 'last', '--slowest', '200'],
    ['requests', 'last', '--failed', '--slowest', '200'],
    ['requests', 'last', '--failed', '--json', '-'],
    ...Array.from({ length: 12 }, (_, nth) => ['requests', 'last', '--failed', '--curl', `${1 + 3 * nth}`]),
    ...Array.from({ length: 4 }, (_, nth) => ['requests', 'last', '--curl', `${1 + nth}`]),
    ['compare', 'last~1', 'last'],
    ['runs', '--json', '-'],
  ];
  for (const command of commands) {
    const { out: told, err } = await runPlimsoll([...command, ...folder]);
    said.keep(`terminal: ${command[0]}`, told, err);
  }
  out.remove();
}

/** Screens of the window: what their elements hold, attributes and fields among it. */
async function inWindow(data: string, said: Said): Promise<void> {
  const workbench = await startWorkbench({ dataDir: data });
  const browser = await chromium.launch({ executablePath: findBrowser() ?? chromium.executablePath() });
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await openWorkbench(page, workbench);
    await page.getByRole('main').waitFor();
    said.keep('window', await held(page));
    const [runId] = await runIds(data);
    const place = `/runs/${encodeURIComponent(runId ?? '')}`;
    for (const tab of ['summary', 'grades', 'endpoints', 'charts', 'errors', 'streams', 'environment']) {
      await goTo(page, `${place}/${tab}`);
      await page.getByTestId(`tab-${tab}`).and(page.locator('[aria-selected=true]')).waitFor();
      await page.waitForTimeout(300);
      said.keep('window', await held(page));
    }
    await goTo(page, `${place}/analysis`);
    await page.locator('[data-request]').first().click();
    const opener = page.getByTestId('request').getByRole('button', { name: 'Show request and response' });
    for (let nth = 0; nth < 60; nth += 1) {
      if ((await opener.count()) > 0) await opener.first().click();
      await page.waitForTimeout(40);
      said.keep('window: analysis', await held(page));
      await page.keyboard.press('j');
    }
  } finally {
    await browser.close();
    await workbench.close();
  }
}

async function runIds(data: string): Promise<string[]> {
  const { out } = await runPlimsoll(['runs', '--json', '-', '--data-dir', data]);
  return (JSON.parse(out) as { runId: string }[]).map(({ runId }) => runId);
}

async function held(page: Page): Promise<string> {
  return page.evaluate(() => {
    const fields = [...document.querySelectorAll('input, textarea, select')].map((one) =>
      'value' in one ? String(one.value) : '',
    );
    const attributes = [...document.querySelectorAll('*')].flatMap((one) =>
      [...one.attributes].map(({ value }) => value),
    );
    // As text and as it is written: a form of HTML is one of its own.
    return [
      document.documentElement.outerHTML,
      document.body.textContent ?? '',
      ...fields,
      ...attributes,
    ].join('\n');
  });
}
