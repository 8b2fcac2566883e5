import { stringify } from 'yaml';
import type { ApiField, ApiModel, ApiOperation } from './openapi-apis.ts';

type Json = Record<string, unknown>;

/** How a tool describes an API. */
export interface OpenApiWriter {
  readonly tool: string;
  readonly version: '2.0' | '3.0.3' | '3.1.0';
  readonly print: (document: Json) => string;
  /** Of an enum: where the schema stands that has it. */
  readonly enumOf: (values: readonly unknown[], components: Json, name: string) => Json;
  readonly bodyTypes?: readonly string[];
  readonly answers?: readonly string[];
  /** Where `security` stands. */
  readonly securityAt?: 'document' | 'operation';
  readonly serversAt?: 'document' | 'path' | 'operation';
  readonly refBodies?: boolean;
}

const reference = (version: string, name: string) =>
  version === '2.0' ? `#/definitions/${name}` : `#/components/schemas/${name}`;

function fieldSchema(field: ApiField, writer: OpenApiWriter, components: Json): Json {
  switch (field.kind) {
    case 'server':
      return { type: 'integer', format: 'int64', readOnly: true };
    case 'given':
      return { type: 'string', example: field.sent };
    case 'whole':
      return { type: 'integer', minimum: field.sent, maximum: Number(field.sent) + 6 };
    case 'enum':
      return writer.enumOf([field.sent, 'other'], components, `Kind_${field.name}_${String(field.sent)}`);
    case 'flag':
      return { type: 'boolean' };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'length':
      return { type: 'string', minLength: String(field.sent).length, maxLength: 64 };
    case 'pattern':
      return { type: 'string', pattern: field.pattern };
    case 'list':
      return { type: 'array', minItems: (field.sent as unknown[]).length, items: { type: 'string' } };
    case 'object':
      return objectSchema(field.fields ?? [], writer, components);
    default:
      return { type: 'string', title: field.name };
  }
}

function objectSchema(fields: readonly ApiField[], writer: OpenApiWriter, components: Json): Json {
  const required = fields.filter(({ isRequired }) => isRequired === true).map(({ name }) => name);
  const properties = Object.fromEntries(
    fields.map((field) => [field.name, fieldSchema(field, writer, components)]),
  );
  return { type: 'object', ...(required.length > 0 && { required }), properties };
}

function parametersOf({ path, query = {}, header }: ApiOperation, writer: OpenApiWriter): Json[] {
  const typed = (schema: Json): Json => (writer.version === '2.0' ? schema : { schema });
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    ...typed({ type: 'integer', format: 'int64', minimum: 7, maximum: 7 }),
  }));
  const inQuery = Object.entries(query).map(([name, value]) => ({
    name,
    in: 'query',
    required: true,
    ...typed({ type: 'string', enum: [value] }),
  }));
  const optional = { name: 'fields', in: 'query', required: false, ...typed({ type: 'string' }) };
  const inHeader =
    header === undefined
      ? []
      : [{ name: header[0], in: 'header', required: true, ...typed({ type: 'string', default: header[1] }) }];
  return [...inPath, ...inQuery, optional, ...inHeader];
}

function operationOf(
  operation: ApiOperation,
  model: ApiModel,
  { writer, components }: { writer: OpenApiWriter; components: Json },
): Json {
  const { json, form, method, path, status } = operation;
  const fields = json ?? form;
  const name = `${method}${path.replace(/\W+/g, '_')}_Body`;
  const whole = fields === undefined ? null : objectSchema(fields, writer, components);
  if (whole !== null && writer.refBodies !== false) components[name] = whole;
  const schema =
    whole === null || writer.refBodies === false ? whole : { $ref: reference(writer.version, name) };
  const answer = { description: 'fine' };
  const asks = operation.isOpen === true || model.security === 'none' ? [] : [{ [model.security]: [] }];
  const isAtTop = writer.securityAt !== 'operation' && operation.isOpen !== true;
  const content = Object.fromEntries(
    (writer.answers ?? ['application/json']).map((type) => [type, { schema: { type: 'object' } }]),
  );
  return {
    operationId: `${method}${path.replace(/\W+/g, '_')}`,
    tags: [model.title],
    parameters: [
      ...parametersOf(operation, writer),
      ...(writer.version === '2.0' && json !== undefined
        ? [{ name: 'body', in: 'body', required: true, schema }]
        : []),
      ...(writer.version === '2.0' && form !== undefined
        ? form.map((field) => ({
            name: field.name,
            in: 'formData',
            required: true,
            ...fieldSchema(
              field,
              { ...writer, enumOf: (values) => ({ type: 'string', enum: values }) },
              components,
            ),
          }))
        : []),
    ],
    ...(writer.version !== '2.0' &&
      schema !== null && {
        requestBody: {
          required: true,
          content: Object.fromEntries(
            (form === undefined
              ? (writer.bodyTypes ?? ['application/json'])
              : ['application/x-www-form-urlencoded']
            ).map((type) => [type, { schema }]),
          ),
        },
      }),
    ...(writer.version === '2.0' &&
      form !== undefined && { consumes: ['application/x-www-form-urlencoded'] }),
    ...(writer.serversAt === 'operation' && { servers: [{ url: model.base }] }),
    ...(!isAtTop && { security: asks }),
    responses: {
      [status]: writer.version === '2.0' ? { ...answer, schema: { type: 'object' } } : { ...answer, content },
      422: { description: 'not valid' },
    },
  };
}

const SCHEMES: Readonly<Record<string, Json>> = {
  key: { type: 'apiKey', in: 'header', name: 'api_key' },
  bearer: { type: 'http', scheme: 'bearer' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
  never: { type: 'apiKey', in: 'header', name: 'X-Never' },
};

/** The document that a tool writes for an API. */
export function writeOpenApi(model: ApiModel, writer: OpenApiWriter): string {
  const components: Json = {};
  const paths: Record<string, Json> = {};
  for (const operation of model.operations) {
    const item =
      paths[operation.path] ?? (writer.serversAt === 'path' ? { servers: [{ url: model.base }] } : {});
    paths[operation.path] = item;
    item[operation.method] = operationOf(operation, model, { writer, components });
  }
  const url = new URL(model.base);
  const schemes = {
    ...SCHEMES,
    ...(writer.version === '2.0' && {
      bearer: { type: 'oauth2', flow: 'password', tokenUrl: '/token', scopes: {} },
      cookie: SCHEMES.key,
    }),
  };
  const security =
    writer.securityAt !== 'operation' && model.security !== 'none'
      ? { security: [{ [model.security]: [] }] }
      : {};
  const info = { title: model.title, version: '1.0.0' };
  if (writer.version === '2.0') {
    return writer.print({
      info,
      host: url.host,
      basePath: url.pathname,
      schemes: [url.protocol.slice(0, -1)],
      ...security,
      paths,
      definitions: components,
      securityDefinitions: schemes,
      swagger: '2.0',
    });
  }
  const elsewhere = writer.serversAt === 'path' || writer.serversAt === 'operation';
  return writer.print({
    openapi: writer.version,
    info,
    servers: [{ url: elsewhere ? 'https://unused.test' : model.base }],
    ...security,
    paths,
    components: { schemas: components, securitySchemes: schemes },
  });
}

const oneLine = (document: Json) => JSON.stringify(document);
const spaced = (document: Json) => JSON.stringify(document, null, 2);
const yaml = (document: Json) => stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
const inline = (values: readonly unknown[]): Json => ({ type: 'string', enum: values });
const named =
  (version: string, wrap: (link: Json) => Json) =>
  (values: readonly unknown[], components: Json, name: string) => {
    components[name] = { type: 'string', enum: values };
    return wrap({ $ref: reference(version, name) });
  };

export const OPENAPI_WRITERS: readonly OpenApiWriter[] = [
  { tool: 'swagger-codegen', version: '2.0', print: spaced, enumOf: inline, securityAt: 'operation' },
  { tool: 'go-swagger', version: '2.0', print: yaml, enumOf: named('2.0', (link) => link) },
  { tool: 'springdoc', version: '3.0.3', print: oneLine, enumOf: inline, answers: ['*/*'] },
  {
    tool: 'FastAPI',
    version: '3.1.0',
    print: oneLine,
    enumOf: named('3.1.0', (link) => link),
    securityAt: 'operation',
  },
  {
    tool: 'FastAPI before pydantic 2',
    version: '3.0.3',
    print: oneLine,
    enumOf: named('3.0.3', (link) => ({ allOf: [link], title: 'Kind' })),
    securityAt: 'operation',
  },
  {
    tool: 'NSwag',
    version: '3.0.3',
    print: spaced,
    enumOf: named('3.0.3', (link) => ({ nullable: true, oneOf: [link] })),
  },
  {
    tool: 'Swashbuckle',
    version: '3.0.3',
    print: spaced,
    enumOf: named('3.0.3', (link) => link),
    bodyTypes: ['application/json', 'text/json', 'application/*+json'],
    answers: ['text/plain', 'application/json', 'text/json'],
  },
  {
    tool: 'drf-spectacular',
    version: '3.0.3',
    print: yaml,
    enumOf: named('3.0.3', (link) => ({ allOf: [link], description: 'one of\n\n* these' })),
    bodyTypes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
    securityAt: 'operation',
  },
  { tool: 'Redocly', version: '3.1.0', print: yaml, enumOf: inline, serversAt: 'path', refBodies: false },
  {
    tool: 'Stoplight',
    version: '3.1.0',
    print: yaml,
    enumOf: inline,
    serversAt: 'operation',
    refBodies: false,
  },
];
