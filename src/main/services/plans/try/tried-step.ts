import { tableOf } from '../../../../contract/keys.ts';
import { textOrJson } from '../../../../contract/plan-data.ts';
import type { TriedBody, TriedStep } from '../../../../contract/plan-editing.ts';
import type { CheckSpec } from '../../../../contract/plan-steps.ts';
import type { HttpStep } from '../../../../contract/run-plan.ts';
import { PHASES } from '../../../../contract/tick.ts';
import { microsToMillis } from '../../../../contract/units.ts';
import { emptyPhases, phasesOf } from '../../../../workers/engine/measure/sample-phases.ts';
import type { OneAnswer } from '../../../../workers/protocols/http/one-request.ts';

/** As much of a body as a screen shows; the rest is counted. */
const SHOWN_CHARS = 200_000;

/** What became of one request, as a screen shows it. */
export function triedStepOf(answer: OneAnswer, step: HttpStep): TriedStep {
  const { exchange } = answer;
  const { status, startedUs, endedUs } = exchange;
  return {
    request: {
      method: exchange.method,
      url: exchange.url,
      headers: pairsOf(exchange.headers),
      body: exchange.body === null ? null : bodyOf(exchange.body),
    },
    response:
      status < 0
        ? null
        : {
            status,
            headers: Object.entries(answer.responseHeaders ?? {}).flatMap(([name, value]) =>
              (typeof value === 'string' ? [value] : (value ?? [])).map((one) => [name, one] as const),
            ),
            body: { ...bodyOf(answer.responseBody ?? ''), bytes: exchange.responseBytes },
          },
    missing: [],
    phasesMs: phasesMs(answer),
    totalMs: answer.sent && endedUs >= 0 && startedUs >= 0 ? microsToMillis(endedUs - startedUs) : null,
    address: answer.address,
    checks: answer.checks.map((failure, index) => ({ what: checkText(step.checks[index]), failure })),
    extracted: answer.extracted.map((value, index) => ({
      name: step.extract[index]?.to ?? '',
      text: value === undefined ? null : textOrJson(value),
    })),
    failure: answer.failure,
  };
}

/** By the definitions of a run. */
function phasesMs({ sent, exchange }: OneAnswer): TriedStep['phasesMs'] {
  const phases = emptyPhases();
  if (sent) phasesOf(exchange, phases);
  const { queued: _, ...own } = tableOf(PHASES, (_, at) => {
    const us = phases[at] ?? -1;
    return us < 0 ? null : microsToMillis(us);
  });
  return own;
}

function pairsOf(flat: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) pairs.push([flat[at] ?? '', flat[at + 1] ?? '']);
  return pairs;
}

function bodyOf(body: string | Uint8Array): TriedBody {
  if (typeof body === 'string') {
    const text = body.slice(0, SHOWN_CHARS);
    return { text, bytes: Buffer.byteLength(body), cut: text.length < body.length };
  }
  const text = new TextDecoder().decode(body.subarray(0, SHOWN_CHARS));
  return { text, bytes: body.byteLength, cut: body.byteLength > SHOWN_CHARS };
}

function checkText(check: CheckSpec | undefined): string {
  if (check === undefined) return '';
  if ('anyOf' in check) return check.anyOf.map(checkText).join(', or ');
  if ('status' in check) return `status is ${[check.status].flat().join(' or ')}`;
  if ('header' in check) {
    if (check.equals !== undefined) return `header ${check.header} is ${check.equals}`;
    return check.contains === undefined
      ? `header ${check.header} is there`
      : `header ${check.header} contains ${check.contains}`;
  }
  if ('json' in check) {
    return check.equals === undefined
      ? `JSON has ${check.json}`
      : `JSON ${check.json} is ${JSON.stringify(check.equals)}`;
  }
  if ('contains' in check) return `body contains ${check.contains}`;
  return 'maxBytes' in check ? `at most ${check.maxBytes} bytes` : `within ${check.maxTime} ms`;
}
