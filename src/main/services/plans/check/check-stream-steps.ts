import { leavesOf, type StepSpec } from '../../../../contract/plan-steps.ts';
import { streamOfStep } from '../../../protocols/streams.ts';
import type { Issue } from '../text/plan-issues.ts';
import { checkPointer } from './check-pointer.ts';

type Path = readonly (string | number)[];

/** Keys that mean something in one kind of step only. */
const OF_REQUESTS = ['expect'] as const;
const OF_WEBSOCKETS = ['send', 'until'] as const;
const OF_EVENT_STREAMS = ['events'] as const;

/** What a step says that its kind cannot do: someone meant something by it, so it is not passed over. */
export function checkStepKind(step: StepSpec, path: Path): Issue[] {
  if (streamOfStep(step) === null) {
    return [
      ...misplaced(step, path, { keys: OF_WEBSOCKETS, why: 'is for a websocket step; a request has a body' }),
      ...misplaced(step, path, { keys: OF_EVENT_STREAMS, why: 'is for an sse step' }),
      ...misplaced(step, path, {
        keys: ['hold'],
        why: 'is for websocket and sse steps; users pause with thinkTime',
      }),
    ];
  }
  if (path.includes('setup')) {
    const message = 'a setup step is a request; write websocket and sse steps into a task';
    return [issue(path, message)];
  }
  const isSocket = step.websocket !== undefined;
  return [
    ...misplaced(step, path, {
      keys: isSocket ? ['body', ...OF_REQUESTS] : OF_REQUESTS,
      why: isSocket
        ? 'is for a request; a websocket step has frames to send'
        : 'is for a request; an sse step takes a 200 alone',
    }),
    ...(isSocket
      ? misplaced(step, path, {
          keys: OF_EVENT_STREAMS,
          why: 'is for an sse step; a websocket step has hold or until',
        })
      : misplaced(step, path, { keys: OF_WEBSOCKETS, why: 'is for a websocket step; events only come' })),
    ...checkAnswer(step, path),
  ];
}

/** Checks and extraction of a stream step see the frame or event that answers, and nothing else. */
function checkAnswer(step: StepSpec, path: Path): Issue[] {
  const { until } = step;
  const issues = checkPointer(until?.pointer, [...path, 'until', 'pointer']);
  for (const key of ['checks', 'extract'] as const) {
    const rules = step[key] ?? [];
    if (rules.length > 0 && step.websocket !== undefined && until === undefined) {
      const message = `${key} of a websocket step ${key === 'checks' ? 'look' : 'looks'} at the reply frame; name it with until`;
      issues.push(issue([...path, key], message));
    }
    for (const [index, whole] of rules.entries()) {
      const parts = 'anyOf' in whole ? leavesOf(whole) : [{ at: [], leaf: whole }];
      for (const { at, leaf } of parts) {
        const [head] = ['status', 'header', 'cookie'].filter((name) => name in leaf);
        if (head === undefined) continue;
        const what = step.sse === undefined ? 'a frame' : 'an event';
        const message = `${what} has no ${head}; check its text or JSON instead`;
        issues.push(issue([...path, key, index, ...at, head], message));
      }
    }
  }
  return issues;
}

function misplaced(
  step: StepSpec,
  path: Path,
  { keys, why }: { keys: readonly (keyof StepSpec)[]; why: string },
): Issue[] {
  return keys.filter((key) => step[key] !== undefined).map((key) => issue([...path, key], `${key} ${why}`));
}

function issue(path: Path, message: string): Issue {
  return { path, code: 'plan.contradiction', message };
}
