import type { Result } from '../../../contract/failure.ts';
import type { CheckSpec } from '../../../contract/plan-steps.ts';
import {
  type ImportedClass,
  type ImportedPlan,
  literal,
  PlanDraft,
  type TaskInput,
  taskName,
} from './imported-plan.ts';
import type { ImportOptions } from './imported-secrets.ts';
import {
  type Fields,
  fieldsOf,
  listOf,
  type OpenApiDocument,
  type Operation,
  readOpenApi,
} from './openapi-document.ts';
import { exampleOf, parameterValue } from './openapi-example.ts';
import { checkServiceUrl } from './service-url.ts';

const FALLBACK_URL = 'http://localhost:8080';
const SAFE_METHODS = new Set(['get', 'head', 'options']);

/**
 * Makes a plan of an OpenAPI document: a task per operation, parameters as values, bodies from examples or schemas,
 * checks from documented statuses and required keys. Operations that change data get a class without users: loading
 * them must be meant.
 */
export function importOpenApi(text: string, options?: ImportOptions): Result<ImportedPlan> {
  const read = readOpenApi(text);
  if (!read.ok) return read;
  const document = read.value;
  const draft = new PlanDraft(options);
  const base = baseOf(document, draft);
  const service = draft.service(base);
  const shared = credentials(document, draft);
  const tasks: { reader: Record<string, TaskInput>; writer: Record<string, TaskInput> } = {
    reader: {},
    writer: {},
  };
  for (const operation of document.operations()) {
    const kind = SAFE_METHODS.has(operation.method) ? 'reader' : 'writer';
    const name = taskName(`${operation.method.toUpperCase()} ${operation.path}`);
    tasks[kind][name] = taskOf(operation, { document, draft, query: shared.query });
  }
  addClasses(draft, { service, headers: shared.headers, tasks });
  for (const note of document.leftOut()) draft.note(note);
  for (const reference of document.foreign) {
    draft.note(`${reference} leads out of the document and was not followed.`);
  }
  const title = fieldsOf(document.root.info)?.title;
  return draft.finish(typeof title === 'string' ? title.replace(/\s+/g, ' ') : 'API');
}

function addClasses(
  draft: PlanDraft,
  {
    service,
    headers,
    tasks,
  }: {
    service: string;
    headers: Record<string, string>;
    tasks: Record<'reader' | 'writer', Record<string, TaskInput>>;
  },
): void {
  const spec = (own: Record<string, TaskInput>): ImportedClass => ({
    service,
    thinkTime: { between: ['1s', '3s'] },
    ...(Object.keys(headers).length > 0 && { headers }),
    tasks: own,
  });
  const changes = Object.keys(tasks.writer).length;
  if (Object.keys(tasks.reader).length > 0) draft.setClass('reader', spec(tasks.reader));
  if (changes === 0) return;
  draft.setClass('writer', { ...spec(tasks.writer), users: 0 });
  const what =
    changes === 1 ? '1 operation that changes data is' : `${changes} operations that change data are`;
  draft.note(`${what} in class writer, which has no users: give it some when you mean it.`);
}

function baseOf(document: OpenApiDocument, draft: PlanDraft): string {
  for (const server of document.servers()) {
    const url = checkServiceUrl(server);
    if (url.ok) return url.value;
  }
  const [first] = document.servers();
  draft.note(`The document names no address; the plan asks ${FALLBACK_URL}: change it under services.`);
  return first?.startsWith('/') === true ? `${FALLBACK_URL}${first.replace(/\/+$/, '')}` : FALLBACK_URL;
}

/** Header or parameter of each security scheme, as a reference to a secret of its name. */
function credentials(
  document: OpenApiDocument,
  draft: PlanDraft,
): { headers: Record<string, string>; query: Record<string, string> } {
  const schemes =
    fieldsOf(fieldsOf(document.root.components)?.securitySchemes) ??
    fieldsOf(document.root.securityDefinitions) ??
    {};
  const headers: Record<string, string> = {};
  const query: Record<string, string> = {};
  for (const [name, raw] of Object.entries(schemes).slice(0, 10)) {
    const scheme = document.resolve(raw) ?? {};
    const reference = () =>
      draft.unknownSecret(name.replace(/[^\w-]+/g, '-').replace(/^-+|-+$/g, '') || 'key');
    if (scheme.type === 'apiKey' && typeof scheme.name === 'string') {
      if (scheme.in === 'header') headers[scheme.name] = reference();
      else if (scheme.in === 'query') query[scheme.name] = reference();
      else draft.note(`The key ${name} travels in a cookie and was not taken over.`);
    } else if (scheme.type === 'basic' || scheme.scheme === 'basic')
      headers.Authorization = `Basic ${reference()}`;
    else if (scheme.type === 'http' || scheme.type === 'oauth2' || scheme.type === 'openIdConnect') {
      headers.Authorization = `Bearer ${reference()}`;
    }
  }
  if (Object.keys(headers).length + Object.keys(query).length > 0) {
    draft.note('The API asks for credentials: set the secrets the plan names in the environment.');
  }
  return { headers, query };
}

interface TaskFrame {
  readonly document: OpenApiDocument;
  readonly draft: PlanDraft;
  readonly query: Record<string, string>;
}

function taskOf(operation: Operation, { document, draft, query: shared }: TaskFrame): TaskInput {
  const query: Record<string, string> = { ...shared };
  const headers: Record<string, string> = {};
  for (const parameter of operation.parameters) {
    const name = String(parameter.name);
    if (parameter.required !== true || parameter.in === 'path') continue;
    if (parameter.in === 'query') query[name] = placeholder(document, draft, parameter);
    if (parameter.in === 'header' && /^[\w-]+$/.test(name))
      headers[name] = placeholder(document, draft, parameter);
  }
  const body = bodyOf(document, operation, draft);
  const statuses = statusesOf(operation);
  const checks = checksOf(document, operation);
  return {
    [operation.method]: pathOf(operation, document, draft),
    ...(Object.keys(query).length > 0 && { query }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body !== null && { body: { json: body } }),
    ...(statuses.length > 0 && { expect: statuses }),
    ...(checks.length > 0 && { checks }),
  };
}

function pathOf(operation: Operation, document: OpenApiDocument, draft: PlanDraft): string {
  const byName = new Map(
    operation.parameters.filter((one) => one.in === 'path').map((one) => [String(one.name), one]),
  );
  return operation.path
    .split(/(\{[^{}]*\})/)
    .map((part) => {
      const name = /^\{([^{}]*)\}$/.exec(part)?.[1];
      if (name === undefined) return literal(part);
      return placeholder(document, draft, byName.get(name) ?? { name, schema: { type: 'string' } });
    })
    .join('');
}

/** A value of the plan by the parameter's name; two parameters of one name and make share it. */
function placeholder(document: OpenApiDocument, draft: PlanDraft, parameter: Fields): string {
  const spec = parameterValue(document, parameter);
  const base = `p_${String(parameter.name)
    .replace(/[^\w]+/g, '_')
    .slice(0, 40)}`;
  for (let nth = 1; ; nth += 1) {
    const name = nth === 1 ? base : `${base}_${nth}`;
    if (!Object.hasOwn(draft.values, name)) draft.values[name] = spec;
    if (JSON.stringify(draft.values[name]) === JSON.stringify(spec)) return `{{ ${name} }}`;
  }
}

function bodyOf(document: OpenApiDocument, operation: Operation, draft: PlanDraft): unknown {
  const old = operation.parameters.find((parameter) => parameter.in === 'body');
  if (old !== undefined) return exampleOf(document, old.schema);
  const content = fieldsOf(document.resolve(operation.fields.requestBody)?.content) ?? {};
  const types = Object.keys(content);
  const type = types.find((one) => /json/i.test(one));
  const isForm = operation.parameters.some((parameter) => parameter.in === 'formData');
  if (type === undefined && (types.length > 0 || isForm)) {
    const name = taskName(`${operation.method.toUpperCase()} ${operation.path}`);
    draft.note(`${name} has no body yet: it takes ${types[0]?.slice(0, 60) ?? 'a form'}, not JSON.`);
  }
  const media = type === undefined ? null : fieldsOf(content[type]);
  if (media === null) return null;
  const [named] = Object.values(fieldsOf(media.examples) ?? {});
  const example = media.example ?? fieldsOf(named)?.value;
  return exampleOf(document, example === undefined ? media.schema : { example });
}

function statusesOf(operation: Operation): number[] {
  return Object.keys(fieldsOf(operation.fields.responses) ?? {})
    .filter((status) => /^[23]\d\d$/.test(status))
    .map(Number);
}

/** The keys that every good answer must have, by its schema. */
function checksOf(document: OpenApiDocument, operation: Operation): CheckSpec[] {
  const responses = fieldsOf(operation.fields.responses) ?? {};
  const good = Object.keys(responses).filter((status) => /^2\d\d$/.test(status));
  const [only] = good;
  if (only === undefined || good.length !== 1) return [];
  const response = document.resolve(responses[only]);
  const content = fieldsOf(response?.content) ?? {};
  const type = Object.keys(content).find((one) => /json/i.test(one));
  const schema = document.resolve(type === undefined ? response?.schema : fieldsOf(content[type])?.schema);
  return listOf(schema?.required)
    .filter((key): key is string => typeof key === 'string' && key.length < 200)
    .slice(0, 5)
    .map((key) => ({ json: `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}` }));
}
