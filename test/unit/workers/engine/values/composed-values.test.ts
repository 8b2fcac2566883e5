import { describe, expect, it } from 'vitest';
import type { HttpScenario } from '../../../../../src/contract/run-plan.ts';
import { httpStep } from '../../../../support/engine-plan.ts';
import { makeSource } from './source.ts';

const login = httpStep({ path: '/login', extract: [{ to: 'token', json: '/token' }] });
const scenarios = [{ kind: 'http', setup: [login], tasks: [] } as unknown as HttpScenario];

describe('a value made of what an answer gave', () => {
  it.each([
    ['a text', { auth: 'Bearer {{ token }}' }],
    ['a text in a value', { auth: { value: 'Bearer {{ token }}' } }],
    ['a text of a text', { inner: '{{ token }}', auth: 'Bearer {{ inner }}' }],
    ['an object', { head: { object: { t: '{{ token }}' } }, auth: 'Bearer {{ head.t }}' }],
    ['a list in a value', { head: { value: [{ t: '{{ token }}' }] }, auth: 'Bearer {{ head.0.t }}' }],
  ])('is made of the newest answer: %s', (_, values) => {
    const source = makeSource({ values, scenarios });
    const header = source.compileText('{{ auth }}');
    const scope = source.openScope(0);
    scope.set('token', 'first');
    const before = header.render(scope);
    scope.set('token', 'second');
    expect([before, header.render(scope)]).toEqual(['Bearer first', 'Bearer second']);
  });

  it('is made of what a shared setup renewed meanwhile', () => {
    const source = makeSource({ values: { auth: 'Bearer {{ token }}' }, scenarios });
    const header = source.compileText('{{ auth }}');
    const scope = source.openScope(0);
    source.sharedOf(0).set('token', 'first');
    const before = header.render(scope);
    source.sharedOf(0).set('token', 'second');
    expect([before, header.render(scope)]).toEqual(['Bearer first', 'Bearer second']);
  });

  it('keeps what was drawn into it for the iteration, as before', () => {
    const values = { n: { counter: { from: 1 } }, id: '{{ n }}-{{ token }}', other: 'n{{ n }}' };
    const source = makeSource({ values, scenarios });
    const text = source.compileText('{{ id }} {{ other }}');
    const scope = source.openScope(0);
    scope.set('token', 'a');
    const before = text.render(scope);
    scope.set('token', 'b');
    const after = text.render(scope);
    scope.beginIteration();
    expect([before, after, text.render(scope)]).toEqual(['1-a n1', '1-b n1', '2-b n2']);
  });

  it('leaves a choice among such texts made for the iteration', () => {
    const values = { n: { counter: { from: 1 } }, pick: { list: '{{ n }}{{ token }}', count: 2 } };
    const source = makeSource({ values, scenarios });
    const text = source.compileText('{{ pick }}');
    const scope = source.openScope(0);
    scope.set('token', 'a');
    expect([text.render(scope), text.render(scope)]).toEqual(['["1a","2a"]', '["1a","2a"]']);
  });
});
