import { freeName } from '../../../../../contract/keys.ts';
import { listOf } from '../../../../../contract/plan-data.ts';
import type { CheckSpec } from '../../../../../contract/plan-steps.ts';
import { OWN_HEADERS } from '../../check/check-headers.ts';
import { formText } from '../imported-body.ts';
import { literal, type TaskInput } from '../plan-draft.ts';
import { isJson, operationBody } from './openapi-body.ts';
import { type Fields, fieldsOf, type OpenApiDocument, type Operation } from './openapi-document.ts';
import type { Sampling } from './openapi-example.ts';
import { type Pair, parameterValue, pathPrefix, severalPairs } from './openapi-parameters.ts';
import { flatSchema } from './openapi-schema.ts';
import type { Credentials } from './openapi-security.ts';

const OUTSIDE_PATH = /^(query|header|cookie)$/;
/** Names that version 3 says to pass over: bodies and security say them. */
const SAID_ELSEWHERE = /^(accept|content-type|authorization)$/i;

/** A step for an operation, and the headers of its credentials, which its class may have for all its tasks. */
export function stepOf(operation: Operation, credentials: Credentials, sampling: Sampling): TaskInput {
  const { document, draft } = sampling;
  const name = `${operation.method.toUpperCase()} ${operation.path.slice(0, 80)}`;
  const { query, repeated, headers } = parametersOf(operation, sampling);
  const sent = operation.method === 'head' ? null : operationBody(operation, { ...sampling, name });
  const allHeaders = { ...headers, ...(sent?.type !== undefined && { 'Content-Type': sent.type }) };
  const path = withPairs(pathOf(operation, { ...sampling, name }), repeated);
  const wholeQuery = { ...credentials.query, ...query };
  const shared = {
    ...(Object.keys(wholeQuery).length > 0 && { query: wholeQuery }),
    ...(Object.keys(allHeaders).length > 0 && { headers: allHeaders }),
  };
  if (operation.method === 'get' && isEventStream(document, operation)) {
    draft.note(`${name} is an event stream: the task reads its first event and closes it.`);
    return { sse: path, events: 1, ...shared };
  }
  const statuses = statusesOf(operation);
  const checks = checksOf(document, operation, statuses);
  return {
    [operation.method]: path,
    ...shared,
    ...(sent !== null && { body: sent.body }),
    ...(statuses.length > 0 && { expect: statuses }),
    ...(checks.length > 0 && { checks }),
  };
}

interface Sent {
  readonly query: Readonly<Record<string, string>>;
  /** Of names that stand there more than once. */
  readonly repeated: readonly Pair[];
  readonly headers: Readonly<Record<string, string>>;
}

/** What is required is sent; what is not is counted. */
function parametersOf({ parameters }: Operation, sampling: Sampling): Sent {
  const query: Record<string, string> = {};
  const repeated: Pair[] = [];
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (const parameter of parameters) {
    const name = String(parameter.name);
    if (parameter.required !== true || !OUTSIDE_PATH.test(String(parameter.in))) continue;
    if (parameter.in === 'cookie') cookies.push(`${name}=${placeholder(sampling, parameter)}`);
    else if (parameter.in === 'query') {
      const pairs = severalPairs(sampling, parameter);
      if (pairs === null) query[name] = placeholder(sampling, parameter);
      else repeated.push(...pairs);
    } else if (sampling.document.isSwagger2 || !SAID_ELSEWHERE.test(name)) {
      if (!/^[\w-]+$/.test(name) || OWN_HEADERS.test(name))
        sampling.draft.note(`The header ${name.slice(0, 40)} was not imported: a plan cannot set it.`);
      else headers[name] = placeholder(sampling, parameter);
    }
  }
  if (cookies.length > 0) headers.Cookie = cookies.join('; ');
  return { query, repeated, headers };
}

/** The names of parameters that an operation has and the plan leaves to who writes it. */
export function optionalNames({ parameters }: Operation): string[] {
  const optional = parameters.filter(
    ({ required, in: place }) => required !== true && OUTSIDE_PATH.test(String(place)),
  );
  return optional.map(({ name }) => String(name));
}

function withPairs(path: string, pairs: readonly Pair[]): string {
  if (pairs.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${literal(formText(pairs))}`;
}

function pathOf(operation: Operation, frame: Sampling & { readonly name: string }): string {
  const hash = operation.path.indexOf('#');
  const whole = hash < 0 ? operation.path : operation.path.slice(0, hash);
  if (hash >= 0) frame.draft.note(`${frame.name}: what follows # in a path is never sent, and was left out.`);
  const byName = new Map(
    operation.parameters.filter((one) => one.in === 'path').map((one) => [String(one.name), one]),
  );
  return whole
    .split(/(\{[^{}]*\})/)
    .map((part) => {
      const key = /^\{[+.;/]?([^{}]*?)\*?\}$/.exec(part)?.[1];
      if (key === undefined) return literal(part);
      const parameter = byName.get(key) ?? { name: key, schema: { type: 'string' } };
      return `${literal(pathPrefix(parameter))}${placeholder(frame, parameter)}`;
    })
    .join('');
}

/** A value of the plan by the parameter's name; two parameters of one name and make share it. */
function placeholder(sampling: Sampling, parameter: Fields): string {
  const { values } = sampling.draft;
  const spec = parameterValue(sampling, parameter);
  const base = `p_${String(parameter.name)
    .replace(/[^\w]+/g, '_')
    .slice(0, 40)}`;
  const isSame = (name: string) => JSON.stringify(values[name]) === JSON.stringify(spec);
  const name = freeName(base, (one) => !Object.hasOwn(values, one) || isSame(one), '_');
  values[name] = spec;
  return `{{ ${name} }}`;
}

/** Statuses that are named one by one; where a whole kind is, none: 200 to 399 are an answer then. */
function statusesOf(operation: Operation): number[] {
  const named = Object.keys(fieldsOf(operation.fields.responses) ?? {});
  if (named.some((status) => /^[23]xx$/i.test(status))) return [];
  return named.filter((status) => /^[23]\d\d$/.test(status)).map(Number);
}

function isEventStream(document: OpenApiDocument, operation: Operation): boolean {
  const responses = fieldsOf(operation.fields.responses) ?? {};
  const types = Object.keys(responses)
    .filter((status) => /^2/.test(status))
    .flatMap((status) => Object.keys(fieldsOf(document.resolve(responses[status])?.content) ?? {}));
  return types.length > 0 && types.every((type) => /^text\/event-stream\b/i.test(type));
}

/** The keys that every good answer must have, by its schema: none where there may be several, or no body. */
function checksOf(document: OpenApiDocument, operation: Operation, statuses: readonly number[]): CheckSpec[] {
  const [only] = statuses;
  if (only === undefined || statuses.length !== 1 || operation.method === 'head') return [];
  const response = document.resolve(fieldsOf(operation.fields.responses)?.[String(only)]);
  const content = fieldsOf(response?.content) ?? {};
  const types = Object.keys(content);
  if (types.some((type) => !isJson(type))) return [];
  const schema = flatSchema(
    document,
    types[0] === undefined ? response?.schema : fieldsOf(content[types[0]])?.schema,
  );
  const properties = fieldsOf(schema?.properties) ?? {};
  return listOf(schema?.required)
    .filter((key): key is string => typeof key === 'string' && key.length < 200)
    .filter(
      (key) => !Object.hasOwn(properties, key) || flatSchema(document, properties[key])?.writeOnly !== true,
    )
    .slice(0, 5)
    .map((key) => ({ json: `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}` }));
}
