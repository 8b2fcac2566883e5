import type { CorpusDocument, StatedRequest } from './corpus-document.ts';
import { APIS, type ApiField, type ApiModel, type ApiOperation } from './openapi-apis.ts';
import { OPENAPI_WRITERS, writeOpenApi } from './openapi-writers.ts';

/** What a client sends of the members that it may write: the required ones, or all where none is. */
function sentOf(fields: readonly ApiField[]): Record<string, unknown> {
  const anyRequired = fields.some(({ isRequired }) => isRequired === true);
  const sent = fields.filter(
    ({ kind, isRequired }) => kind !== 'server' && (!anyRequired || isRequired === true),
  );
  return Object.fromEntries(
    sent.map((field) => [field.name, field.kind === 'object' ? sentOf(field.fields ?? []) : field.sent]),
  );
}

const CREDENTIALS: Readonly<Record<ApiModel['security'], Readonly<Record<string, string>>>> = {
  none: {},
  key: { api_key: 's3' },
  bearer: { authorization: 'Bearer s3' },
  cookie: { cookie: 'sid=s3' },
};

function stated(operation: ApiOperation, model: ApiModel, isVersion2: boolean): StatedRequest {
  const query = new URLSearchParams(operation.query).toString();
  const { json, form, header, isOpen } = operation;
  // Version 2 knows no key in a cookie: its document has one in a header there.
  const security = isVersion2 && model.security === 'cookie' ? 'key' : model.security;
  const body =
    form === undefined ? (json === undefined ? null : { json: sentOf(json) }) : { text: formText(form) };
  return {
    method: operation.method.toUpperCase(),
    url: `${model.base}${operation.path.replace(/\{\w+\}/g, '7')}${query === '' ? '' : `?${query}`}`,
    headers: {
      ...(isOpen === true ? {} : CREDENTIALS[security]),
      ...(header !== undefined && { [header[0].toLowerCase()]: header[1] }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    body,
  };
}

function formText(fields: readonly ApiField[]): string {
  return Object.entries(sentOf(fields))
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&');
}

/** The same APIs as different tools describe them. */
export const OPENAPI_CORPUS: readonly CorpusDocument[] = OPENAPI_WRITERS.flatMap((writer) =>
  APIS.map(
    (model): CorpusDocument => ({
      name: `OpenAPI ${writer.version}, ${writer.tool}: ${model.title}`,
      kind: 'openapi',
      text: writeOpenApi(model, writer),
      requests: model.operations.map((operation) => stated(operation, model, writer.version === '2.0')),
      fill: { PLIMSOLL_SECRET_KEY: 's3', PLIMSOLL_SECRET_BEARER: 's3', PLIMSOLL_SECRET_COOKIE: 's3' },
      notes: [/^Parameters that are not required are not sent: fields/],
    }),
  ),
);
