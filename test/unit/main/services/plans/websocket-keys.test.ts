import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../../src/main/services/plans/compile/compile-plan.ts';
import { describePlan } from '../../../../../src/main/services/plans/describe/describe-plan.ts';
import { parsePlan } from '../../../../../src/main/services/plans/text/parse-plan.ts';
import { planOf, planText } from './support.ts';

const classText = (keys: string) =>
  planText({
    classes: `  s: { service: api, websocket: { path: /ws, connections: 10, ${keys} } }`,
    load: '{ duration: 1m }',
  });

function messageOf(keys: string): string {
  const parsed = parsePlan(classText(keys));
  return parsed.ok ? 'fine' : parsed.failure.message;
}

function sentencesOf(keys: string): readonly string[] {
  const source = planOf(classText(keys));
  const compiled = compilePlan(source, {});
  if (!compiled.ok) throw new Error(compiled.failure.message);
  const { run, load } = compiled.value;
  return describePlan({ plan: run, load, source, overrides: {} }).sentences;
}

describe('a WebSocket class', () => {
  it.each([
    'confirm: { pointer: /type, value: ready }',
    'reconnect: after-close, reconnectDelay: 0s',
    'frames: text, message: { a: 1 }',
    'frames: base64, message: AAEC, subscribe: ["aGk=", aGk]',
  ])('may say %s', (keys) => {
    expect(messageOf(keys)).toBe('fine');
  });

  it.each([
    ['confirm: { pointer: /type }', '"value" is missing'],
    ['confirm: { pointer: type, value: x }', '"type" is not a JSON pointer; write one such as /type'],
    ['message: hi, reply: { pointer: $.type, value: x }', '"$.type" is not a JSON pointer'],
    ['message: { id: 1 }, correlate: { pointer: id }', '"id" is not a JSON pointer'],
    ['fields: { sequence: seq }', '"seq" is not a JSON pointer'],
    ['frames: binary, message: AA==', '"frames" is "binary", but must be one of text, base64'],
    ['reconnectDelay: 2s', 'no connection reconnects, so this has no effect'],
    ['reconnect: off, reconnectDelay: 2s', 'no connection reconnects, so this has no effect'],
    ['reconnect: back-off, reconnectDelay: soon', '"soon" is not a duration'],
    ['frames: base64', 'there is no frame to send'],
    ['frames: base64, message: { a: 1 }', 'with frames: base64 a frame is base64 text'],
    ['frames: base64, message: "a b"', '"a b" is not base64'],
    ['frames: base64, message: abcde', '"abcde" is not base64'],
    ['frames: base64, message: AAEC, correlate: { pointer: /id }', 'frames in base64 are not parsed'],
  ])('may not say %s', (keys, sentence) => {
    expect(messageOf(keys)).toContain(sentence);
  });

  it('is described in words', () => {
    const keys = 'confirm: { pointer: /type, value: ready }, frames: base64, message: AAEC, messageRate: 2';
    expect(sentencesOf(`${keys}, reconnect: back-off, reconnectDelay: 500ms`).slice(0, 4)).toEqual([
      '10 WebSocket connections to api send 2 messages per second each, 20/s in total.',
      'Each counts as subscribed once a frame has "ready" at /type.',
      'Their frames are binary, written in the plan as base64.',
      'One that fails or is closed reconnects after 500ms, then after up to twice as long each time.',
    ]);
    expect(sentencesOf('messageRate: 0, reconnect: after-close')[1]).toBe(
      'One that is closed reconnects after 1s.',
    );
  });
});
