import type { PlanInput } from '../../../src/contract/plan.ts';
import { compilePlan } from '../../../src/main/services/plans/compile/compile-plan.ts';
import { resolveSecrets } from '../../../src/main/services/plans/compile/secrets.ts';
import { planData } from '../../../src/main/services/plans/text/edit-plan.ts';
import { parsePlan } from '../../../src/main/services/plans/text/parse-plan.ts';
import { runVirtually } from '../virtual-run.ts';
import type { StatedRequest } from './corpus-document.ts';

/** What every client writes itself. */
const OWN = new Set(['host', 'user-agent', 'content-length', 'connection']);
type Classes = NonNullable<PlanInput['classes']>;
type Task = NonNullable<Classes[string]['tasks']>[string];
type Step = NonNullable<Task['steps']>[number];

/** The first requests of every task of a plan, as the engine renders and sends them; classes without users get one. */
export async function firstRequests(
  text: string,
  env: Readonly<Record<string, string>>,
): Promise<StatedRequest[]> {
  const data = planData(text);
  if (!data.ok) throw new Error(data.failure.message);
  const plan = data.value as PlanInput;
  const sent: StatedRequest[] = [];
  for (const [className, spec] of Object.entries(plan.classes ?? {})) {
    const { users: _, ...rest } = spec;
    for (const [name, task] of Object.entries(spec.tasks ?? {})) {
      const steps = (task.steps ?? [task]).map(asRequest);
      const classes = {
        [className]: {
          ...rest,
          thinkTime: 'none',
          tasks: { [name]: { steps: steps.map(({ step }) => step) } },
        },
      };
      const fired = await sentBy(
        { ...plan, classes, load: { users: 1, duration: '1s' }, thresholds: [] } as PlanInput,
        env,
      );
      sent.push(...steps.map(({ kind }, index) => stated(fired[index], kind)));
    }
  }
  return sent;
}

/** An event stream is asked for like anything else: its step is sent as a GET, and called what it is. */
function asRequest(step: Step | Task): { readonly step: Step; readonly kind: string | null } {
  const { sse, events: _, hold: __, weight: ___, steps: ____, ...rest } = { weight: 1, steps: [], ...step };
  return sse === undefined
    ? { step: rest as Step, kind: null }
    : { step: { ...rest, get: sse } as Step, kind: 'SSE' };
}

async function sentBy(plan: PlanInput, env: Readonly<Record<string, string>>) {
  const parsed = parsePlan(JSON.stringify(plan));
  if (!parsed.ok) throw new Error(parsed.failure.message);
  const compiled = compilePlan(parsed.value, {});
  if (!compiled.ok) throw new Error(compiled.failure.message);
  const { run } = compiled.value;
  const secrets = resolveSecrets(run, env);
  if (!secrets.ok) throw new Error(secrets.failure.message);
  const expected = run.scenarios.flatMap((one) =>
    one.kind === 'http' ? one.tasks.flatMap(({ steps }) => steps) : [],
  );
  const { driver } = await runVirtually(run, {
    secrets: secrets.value,
    script: (_, nth) => ({
      afterUs: 100_000,
      status: expected[nth % expected.length]?.expectStatus[0] ?? 200,
    }),
  });
  return driver.fired;
}

function stated(
  fired:
    | {
        readonly method: string;
        readonly url: string;
        readonly headers: readonly string[];
        readonly body: string | null;
      }
    | undefined,
  kind: string | null,
): StatedRequest {
  if (fired === undefined) throw new Error('a step sent nothing');
  const headers: Record<string, string> = {};
  for (let at = 0; at < fired.headers.length; at += 2) {
    const name = String(fired.headers[at]).toLowerCase();
    if (!OWN.has(name)) headers[name] = String(fired.headers[at + 1]);
  }
  const isJson = /json/.test(headers['content-type'] ?? '');
  return {
    method: kind ?? fired.method,
    url: fired.url,
    headers,
    body: fired.body === null ? null : isJson ? { json: JSON.parse(fired.body) } : { text: fired.body },
  };
}
