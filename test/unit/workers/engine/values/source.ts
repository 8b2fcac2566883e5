import type { RunPlan } from '../../../../../src/contract/run-plan.ts';
import { Random } from '../../../../../src/workers/engine/load/random.ts';
import type { ResponseView, RunInputs, ValueSource } from '../../../../../src/workers/engine/values/port.ts';
import { createValueSource } from '../../../../../src/workers/engine/values/value-source.ts';

interface SourceOptions {
  readonly values?: RunPlan['values'];
  readonly scenarios?: RunPlan['scenarios'];
  readonly inputs?: Partial<RunInputs>;
  readonly seed?: number;
  readonly thread?: { index: number; count: number };
  readonly keepCookies?: boolean;
}

/** A value source with a seeded source of chance and a wall clock that stands still. */
export function makeSource(options: SourceOptions = {}): ValueSource {
  const random = new Random(options.seed ?? 1);
  return createValueSource(
    { values: options.values ?? {}, scenarios: options.scenarios ?? [] },
    {
      inputs: { secrets: {}, ...options.inputs },
      random: () => random.next(),
      now: () => 1_700_000_000_123,
      thread: options.thread ?? { index: 0, count: 1 },
      keepCookies: options.keepCookies ?? false,
    },
  );
}

/** Texts of a template over so many iterations of one user. */
export function renderMany(source: ValueSource, template: string, times: number): string[] {
  const compiled = source.compileText(template);
  const scope = source.openScope(0);
  return Array.from({ length: times }, () => {
    scope.beginIteration();
    return compiled.render(scope);
  });
}

export function makeResponse(
  response: Partial<Omit<ResponseView, 'header'>> & { headers?: Record<string, string> },
) {
  const body = response.body === undefined ? '' : response.body;
  return {
    status: response.status ?? 200,
    header: (name: string) => response.headers?.[name] ?? null,
    body,
    bodyBytes: response.bodyBytes ?? body?.length ?? 0,
    timeMs: response.timeMs ?? 5,
  } satisfies ResponseView;
}
