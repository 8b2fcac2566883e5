import { fail, type Result, succeed } from '../../../contract/failure.ts';
import type { OpenedPlan, PlanRow, PlanSource, TriedStep } from '../../../contract/plan-editing.ts';
import type { Handlers, PlanCheck } from '../../../contract/wire.ts';
import type { Listeners } from '../host.ts';
import { DEMO_PLANS, type DemoPlan } from './plan-book.ts';

type PlanCommand = Exclude<Extract<keyof Handlers, `plans.${string}`>, 'plans.describe'> | 'secrets.set';

const EMPTY_TEXT = 'plimsoll: 1\nname: Empty\n';
const EMPTY_CHECK: PlanCheck = {
  readable: true,
  data: { plimsoll: 1, name: 'Empty' },
  problems: [
    {
      line: 1,
      column: 1,
      path: ['classes'],
      code: 'plan.empty',
      message: 'the plan has no classes, so nothing would be sent; add one under "classes"',
    },
  ],
  preview: null,
  suite: null,
  needs: [],
};

/** Plans of the demo. A text it does not know is looked at as the first of them: the demo reads no YAML. */
export class FakePlans {
  readonly #listeners: Listeners;
  #plans: readonly DemoPlan[];
  readonly #binned = new Map<string, DemoPlan>();

  constructor(listeners: Listeners, isEmpty: boolean) {
    this.#listeners = listeners;
    this.#plans = isEmpty ? [] : DEMO_PLANS;
  }

  handlers(): Pick<Handlers, PlanCommand> {
    return {
      'plans.list': async ({ deleted }) =>
        succeed(deleted === true ? [...this.#binned.values()].map(rowOf) : this.#rows()),
      'plans.get': async ({ plan }) => this.#get(plan),
      'plans.save': async (argument) => this.#save(argument),
      'plans.delete': async ({ planId }) => this.#delete(planId),
      'plans.restore': async ({ planId }) => this.#restore(planId),
      'plans.duplicate': async ({ plan }) => this.#duplicate(plan),
      'plans.check': async ({ text }) => succeed(this.#checkOf(text)),
      'plans.complete': async ({ offset }) => succeed({ from: offset, to: offset, options: [] }),
      'plans.edit': async ({ text }) => succeed({ ...this.#checkOf(text), text }),
      'plans.import': async () =>
        succeed({
          text: DEMO_PLANS[0]?.text ?? '',
          notes: ['A secret was taken out of the plan: it is read from PLIMSOLL_SECRET_SHOP_TOKEN.'],
          servers: [],
        }),
      'plans.readCurl': async () =>
        succeed({ requests: [{ url: 'http://localhost:3000/items', request: {} }], notes: [] }),
      'plans.coverage': async () =>
        succeed({ services: ['shop'], operations: 3, covered: 3, missing: [], gone: [] }),
      'plans.tryStep': async () => succeed(TRIED),
      'plans.nextValues': async () => succeed([]),
      'plans.files': async ({ planId }) => succeed(planId === 'plan-shop' ? [CUSTOMERS] : []),
      'plans.putFile': async () => succeed([CUSTOMERS]),
      'plans.removeFile': async () => succeed([]),
      'secrets.set': async ({ variable }) => succeed({ variable }),
    };
  }

  #rows(): PlanRow[] {
    return this.#plans.map(rowOf);
  }

  #checkOf(text: string): PlanCheck {
    if (text === EMPTY_TEXT) return EMPTY_CHECK;
    const known = [...this.#plans, ...DEMO_PLANS].find((plan) => plan.text === text);
    return (known ?? DEMO_PLANS[0])?.check ?? EMPTY_CHECK;
  }

  #get(source: PlanSource): Result<OpenedPlan> {
    const wanted = source.kind === 'preset' ? DEMO_PLANS[0] : this.#find(source.planId);
    if (wanted === undefined) return notFound();
    const row = source.kind === 'preset' ? null : rowOf(wanted);
    return succeed({ row, text: wanted.text, revision: source.kind === 'preset' ? 0 : 1 });
  }

  #save(argument: { readonly text: string; readonly planId?: string }): Result<OpenedPlan> {
    const { text, planId = `plan-${this.#plans.length + 1}` } = argument;
    const known = this.#find(planId);
    const name = /^name: *(.*)$/m.exec(text)?.[1] ?? 'Plan';
    const plan: DemoPlan = {
      planId,
      purpose: null,
      ...(this.#checkOf(text).preview === null
        ? { load: '', durationMs: null }
        : { load: '120 users · 5m', durationMs: 300_000 }),
      ...known,
      name,
      text,
      check: this.#checkOf(text),
    };
    this.#put(plan);
    return succeed({ row: rowOf(plan), text, revision: 2 });
  }

  #duplicate(source: PlanSource): Result<OpenedPlan> {
    const original = this.#get(source);
    if (!original.ok) return original;
    return this.#save({ text: original.value.text.replace(/^name: .*$/m, '$& (copy)') });
  }

  #delete(planId: string): Result<{ planId: string }> {
    const plan = this.#find(planId);
    if (plan === undefined) return notFound();
    this.#binned.set(planId, plan);
    this.#plans = this.#plans.filter((one) => one !== plan);
    this.#tell();
    return succeed({ planId });
  }

  #restore(planId: string): Result<PlanRow> {
    const plan = this.#binned.get(planId);
    if (plan === undefined) return notFound();
    this.#binned.delete(planId);
    this.#put(plan);
    return succeed(rowOf(plan));
  }

  #put(plan: DemoPlan): void {
    this.#plans = [plan, ...this.#plans.filter((one) => one.planId !== plan.planId)];
    this.#tell();
  }

  #tell(): void {
    this.#listeners.emit('plans.changed', this.#rows());
  }

  #find(planId: string): DemoPlan | undefined {
    return this.#plans.find((plan) => plan.planId === planId);
  }
}

function rowOf({ planId, name, load, durationMs, purpose, check }: DemoPlan): PlanRow {
  const at = new Date(Date.now() - 7_200_000).toISOString();
  return {
    planId,
    name,
    load,
    durationMs,
    purpose,
    problems: check.problems.length,
    createdAt: at,
    updatedAt: at,
    damage: null,
  };
}

function notFound<T>(): Result<T> {
  return fail({
    code: 'plan.not_found',
    side: 'test',
    message: 'There is no such plan.',
    hint: 'The list of plans shows what there is.',
  });
}

const CUSTOMERS = {
  name: 'customers.csv',
  bytes: 18_211,
  problem: null,
  table: {
    columns: ['id', 'name', 'city'],
    rows: [
      ['1001', 'Ann', 'Oslo'],
      ['1002', 'Ben', 'Bergen'],
      ['1003', 'Cleo', 'Tromsø'],
    ],
    rowCount: 640,
  },
};

const TRIED: TriedStep = {
  request: {
    method: 'GET',
    url: 'http://localhost:3000/items',
    headers: [
      ['accept', '*/*'],
      ['user-agent', 'plimsoll/0.1.0 (one request)'],
      ['authorization', 'Bearer [secret token]'],
    ],
    body: null,
  },
  response: {
    status: 200,
    headers: [
      ['content-type', 'application/json'],
      ['content-length', '64'],
      ['cache-control', 'no-store'],
    ],
    body: {
      text: '{"items":[{"id":7,"name":"lamp"},{"id":8,"name":"chair"}],"next":null}',
      bytes: 70,
      cut: false,
    },
  },
  missing: [],
  phasesMs: { dns: 0.41, connect: 0.22, tls: null, wait: 12.8, receive: 0.9 },
  totalMs: 14.6,
  address: '127.0.0.1',
  checks: [{ what: 'JSON has /items', failure: null }],
  extracted: [],
  failure: null,
};
