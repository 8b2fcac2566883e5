import type { ValueSpec } from '../../../contract/plan-values.ts';
import type { FeedTable, ValueSourceOptions } from './port.ts';
import type { Draw, Slot, UserScope } from './scope.ts';

/** How one value of the plan is made, and how long what it gave is kept. */
interface DrawPlan {
  readonly draw: Draw;
  readonly keep: Slot['keep'];
  /** Draws nothing by itself: made anew from the same parts, it is the same. */
  readonly composed?: true;
  /** Set where the value never changes. */
  readonly constant?: { readonly value: unknown };
}

/** JSON made anew at each draw; `constant` is set where nothing in it changes. */
export interface Tree {
  readonly draw: Draw;
  readonly constant: { readonly value: unknown } | null;
}

interface DrawContext extends ValueSourceOptions {
  /** Any JSON with templates inside. */
  compileTree(json: unknown): Tree;
  /** Index of the row a scope has of a feed. */
  rowOf(
    feed: string,
    order: 'sequential' | 'random' | 'unique',
    keep: 'iteration' | 'user',
  ): (scope: UserScope) => number;
}

/** Names come from plans: `constructor` is one, and not what every object has. */
function secretNamed(name: string, { inputs }: DrawContext): string | undefined {
  return Object.hasOwn(inputs.secrets, name) ? inputs.secrets[name] : undefined;
}

/**
 * Turns a value's description into a function. The table of kinds stands in plan-values.ts.
 * @param name the value's name: secrets are handed over by it
 */
export function compileDraw(name: string, spec: ValueSpec, context: DrawContext): DrawPlan {
  if (typeof spec !== 'object' || spec === null) return tree(spec, context);
  if ('value' in spec) return tree(spec.value, context);
  if ('env' in spec) {
    const value = secretNamed(name, context);
    if (value !== undefined) return always(value);
    return spec.default === undefined
      ? missing(`environment variable ${spec.env}`)
      : tree(spec.default, context);
  }
  if ('secret' in spec) {
    const value = secretNamed(name, context);
    return value === undefined ? missing(`secret ${spec.secret}`) : always(value);
  }
  if ('position' in spec) return { draw: (scope) => spec.position + scope.position, keep: 'never' };
  if ('timestamp' in spec) return { draw: timestamp(spec.timestamp, context.now), keep: 'never' };
  if ('feed' in spec) return feed(spec, context);
  if ('object' in spec) {
    return { draw: context.compileTree(spec.object).draw, keep: keepOf(spec), composed: true };
  }
  return { draw: generated(spec, context), keep: keepOf(spec) };
}

function keepOf({ scope }: { readonly scope?: 'iteration' | 'user' | undefined }): 'iteration' | 'user' {
  return scope ?? 'iteration';
}

type Generated = Extract<
  ValueSpec,
  | { oneOf: unknown }
  | { range: unknown }
  | { decimal: unknown }
  | { uuid: unknown }
  | { counter: unknown }
  | { sample: unknown }
  | { list: unknown }
>;

function generated(spec: Generated, context: DrawContext): Draw {
  const { random } = context;
  if ('oneOf' in spec) return oneOf(spec, context);
  if ('range' in spec) return () => wholeNumber(spec.range, random);
  if ('decimal' in spec) {
    const [from, to] = spec.decimal;
    const factor = 10 ** (spec.digits ?? 2);
    return () => Math.round((from + random() * (to - from)) * factor) / factor;
  }
  if ('uuid' in spec) return () => uuid(random);
  if ('counter' in spec) {
    const { index, count } = context.thread;
    const step = spec.counter.step ?? 1;
    let turn = index;
    return () => {
      const value = spec.counter.from + turn * step;
      turn += count;
      return value;
    };
  }
  if ('sample' in spec) return sample(spec, context);
  return list(spec, context);
}

function tree(json: unknown, context: DrawContext): DrawPlan {
  const { draw, constant } = context.compileTree(json);
  return constant === null ? { draw, keep: 'iteration', composed: true } : always(constant.value);
}

function always(value: unknown): DrawPlan {
  return { draw: () => value, keep: 'never', constant: { value } };
}

function missing(what: string): DrawPlan {
  const draw: Draw = (scope) => {
    scope.report('value.secret', `the ${what} is not set for this run`, 'Set it and start again.');
    return '';
  };
  return { draw, keep: 'never' };
}

function oneOf(spec: Extract<ValueSpec, { oneOf: unknown }>, context: DrawContext): Draw {
  const items = spec.oneOf.map((item) => context.compileTree(item).draw);
  // Threads start at different items, so that few draws on many threads still go round the list.
  let turn = context.thread.index;
  const next =
    spec.order === 'round-robin'
      ? () => turn++ % items.length
      : () => Math.floor(context.random() * items.length);
  return (scope) => items[next()]?.(scope);
}

function sample(spec: Extract<ValueSpec, { sample: unknown }>, context: DrawContext): Draw {
  return () => {
    const items = [...spec.sample];
    const wanted = Math.min(countOf(spec.count, context.random), items.length);
    // The first `wanted` steps of a Fisher-Yates shuffle.
    for (let at = 0; at < wanted; at += 1) {
      const other = at + Math.floor(context.random() * (items.length - at));
      [items[at], items[other]] = [items[other], items[at]];
    }
    items.length = wanted;
    return items;
  };
}

function list(spec: Extract<ValueSpec, { list: unknown }>, context: DrawContext): Draw {
  const drawItem = context.compileTree(spec.list).draw;
  return (scope) => {
    const items: unknown[] = [];
    const count = countOf(spec.count, context.random);
    for (let position = 0; position < count; position += 1) {
      const item = scope.openItem(position);
      items.push(drawItem(item));
      scope.closeItem(item);
    }
    return items;
  };
}

function countOf(count: number | readonly [number, number], random: () => number): number {
  return typeof count === 'number' ? count : wholeNumber(count, random);
}

function wholeNumber([from, to]: readonly [number, number], random: () => number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** Version 4 (RFC 9562), from the seeded source: the same seed sends the same ids. */
function uuid(random: () => number): string {
  const word = () =>
    Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  const [a, b, c, d] = [word(), word(), word(), word()];
  const variant = '89ab'[Number.parseInt(c.slice(0, 1), 16) & 3];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

function timestamp(kind: 'iso' | 'ms' | 's', now: () => number): Draw {
  if (kind === 'ms') return () => Math.floor(now());
  if (kind === 's') return () => Math.floor(now() / 1_000);
  return () => new Date(now()).toISOString();
}

function feed(spec: Extract<ValueSpec, { feed: unknown }>, context: DrawContext): DrawPlan {
  const table: FeedTable = context.inputs.feeds?.[spec.feed] ?? { columns: [], rows: [] };
  const column = spec.column ?? (table.columns.length === 1 ? table.columns[0] : undefined);
  const at = column === undefined ? -1 : table.columns.indexOf(column);
  const order = spec.order ?? 'sequential';
  const keep = order === 'unique' ? 'user' : keepOf(spec);
  const rowOf = context.rowOf(spec.feed, order, keep);
  const draw: Draw = (scope) => {
    const row = table.rows[rowOf(scope)];
    if (row === undefined) return undefined;
    if (column !== undefined) return row[at];
    return Object.fromEntries(table.columns.map((name, index) => [name, row[index]]));
  };
  return { draw, keep };
}
