import { listOf } from '../../../../../contract/plan-data.ts';
import type { BodySpec } from '../../../../../contract/plan-steps.ts';
import { textOf } from '../../../../../workers/engine/values/render.ts';
import { formText } from '../imported-body.ts';
import { type FormPart, multipartOf } from '../imported-multipart.ts';
import { literal } from '../plan-draft.ts';
import { type Fields, fieldsOf, type OpenApiDocument, type Operation } from './openapi-document.ts';
import { exampleOf, literalTree, type Sampling, typeOf } from './openapi-example.ts';
import type { Pair } from './openapi-parameters.ts';
import { flatSchema } from './openapi-schema.ts';

const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';

/** What an operation sends. */
interface OperationBody {
  readonly body: BodySpec;
  /** Of the body; absent: the one that goes without saying. */
  readonly type?: string;
}

interface Media {
  readonly type: string;
  readonly fields: Fields;
}

interface BodyFrame extends Sampling {
  /** `POST /items`, for notes. */
  readonly name: string;
}

/** A body that fits what the operation takes: JSON before forms before text. Null: none, said in a note where one is asked for. */
export function operationBody(operation: Operation, frame: BodyFrame): OperationBody | null {
  const media = mediaOf(operation, frame.document);
  if (media.length === 0) return null;
  const json = media.find(({ type }) => isJson(type));
  if (json !== undefined) return jsonBody(json, frame);
  const form = media.find(({ type }) => bare(type) === FORM);
  if (form !== undefined) return formBody(form, frame);
  const parts = media.find(({ type }) => bare(type).startsWith('multipart/'));
  if (parts !== undefined) return multipartBody(parts, frame);
  for (const one of media) {
    const text = writtenText(one, frame);
    if (text !== null) return { body: { text: literal(text), type: one.type } };
  }
  frame.draft.note(
    `${frame.name} has no body yet: it expects ${media[0]?.type.slice(0, 60) ?? ''}, not JSON.`,
  );
  return null;
}

/** Bodies by type. Version 2 has one parameter for a body, or one for each field of a form. */
function mediaOf(operation: Operation, document: OpenApiDocument): Media[] {
  const { fields, parameters } = operation;
  if (!document.isSwagger2) {
    const content = fieldsOf(document.resolve(fields.requestBody)?.content) ?? {};
    return Object.entries(content).map(([type, media]) => ({ type, fields: fieldsOf(media) ?? {} }));
  }
  const consumes = listOf(fields.consumes ?? document.root.consumes).filter(
    (type) => typeof type === 'string',
  );
  const body = parameters.find((parameter) => parameter.in === 'body');
  if (body !== undefined) {
    const types = consumes.length > 0 ? consumes : ['application/json'];
    const example = fieldsOf(body['x-examples']);
    return types.map((type) => ({ type, fields: { schema: body.schema, example: example?.[type] } }));
  }
  const form = parameters.filter((parameter) => parameter.in === 'formData');
  if (form.length === 0) return [];
  const isParts =
    form.some(({ type }) => type === 'file') || (consumes.includes(MULTIPART) && !consumes.includes(FORM));
  const properties = form.map((parameter) => {
    const { required: _, name, type, ...rest } = parameter;
    return [name, type === 'file' ? { type: 'string', format: 'binary' } : { type, ...rest }];
  });
  const required = form.filter((parameter) => parameter.required === true).map(({ name }) => name);
  const schema = { type: 'object', properties: Object.fromEntries(properties), required };
  return [{ type: isParts ? MULTIPART : FORM, fields: { schema } }];
}

function jsonBody({ type, fields }: Media, sampling: Sampling): OperationBody | null {
  const given = givenBody(fields, sampling);
  if (given === undefined && fields.schema === undefined) return null;
  const value = given === undefined ? exampleOf(sampling, fields.schema) : given;
  const isUsual = /[*]/.test(type) || bare(type) === 'application/json';
  return { body: { json: literalTree(value) }, ...(!isUsual && { type }) };
}

function formBody({ type, fields }: Media, frame: BodyFrame): OperationBody | null {
  const pairs = fieldsOfForm({ type, fields }, frame).flatMap(({ name, value }): Pair[] =>
    Array.isArray(value) ? value.map((item): Pair => [name, textOf(item)]) : [[name, textOf(value)]],
  );
  const names = new Set(pairs.map(([name]) => name));
  if (names.size === pairs.length)
    return { body: { form: Object.fromEntries(pairs.map(([name, value]) => [name, literal(value)])) } };
  return { body: { text: literal(formText(pairs)), type: FORM } };
}

function multipartBody({ type, fields }: Media, frame: BodyFrame): OperationBody {
  const parts = fieldsOfForm({ type, fields }, frame).flatMap(({ name, value, contentType }): FormPart[] => {
    const values = Array.isArray(value) ? value : [value];
    return values.map((one: unknown) => ({
      name,
      value: textOf(one),
      type: contentType ?? (typeof one === 'object' && one !== null ? 'application/json' : null),
      fileName: null,
    }));
  });
  const { text, type: whole, template } = multipartOf(parts, frame.draft, type);
  return { body: { text: template ?? literal(text), ...(whole !== null && { type: whole }) } };
}

interface FormField {
  readonly name: string;
  readonly value: unknown;
  readonly contentType: string | null;
}

/** The fields of a form; files are left out and said. */
function fieldsOfForm({ fields }: Media, frame: BodyFrame): FormField[] {
  const { document, draft, name } = frame;
  const given = fieldsOf(givenBody(fields, frame));
  const schema = flatSchema(document, fields.schema) ?? {};
  const properties = fieldsOf(schema.properties) ?? {};
  const values = given ?? fieldsOf(exampleOf(frame, fields.schema)) ?? {};
  const files = Object.keys(properties).filter((key) => isFile(document, properties[key]));
  for (const file of files)
    draft.note(`The field ${file.slice(0, 40)} of ${name} was not imported: it is a file.`);
  return Object.entries(values).flatMap(([key, value]): FormField[] => {
    if (files.includes(key)) return [];
    const encoding = fieldsOf(fieldsOf(fields.encoding)?.[key]);
    const contentType =
      typeof encoding?.contentType === 'string' ? (encoding.contentType.split(',')[0] ?? null) : null;
    return [{ name: key, value, contentType }];
  });
}

function isFile(document: OpenApiDocument, schema: unknown): boolean {
  const own = flatSchema(document, schema) ?? {};
  const one = typeOf(own) === 'array' ? (flatSchema(document, own.items) ?? {}) : own;
  return one.format === 'binary' || (one.contentMediaType !== undefined && one.contentEncoding === undefined);
}

/** A text whose writing the document shows; what a schema says of XML or CSV is not enough to write it. */
function writtenText({ type, fields }: Media, sampling: Sampling): string | null {
  const given = givenBody(fields, sampling);
  if (typeof given === 'string') return given;
  if (!bare(type).startsWith('text/plain') || fields.schema === undefined) return null;
  const value = exampleOf(sampling, fields.schema);
  return typeof value === 'object' ? null : textOf(value);
}

/** The example beside the schema. */
function givenBody(fields: Fields, { document }: Sampling): unknown {
  return fields.example ?? document.firstExample(fields);
}

/** The type without its parameters. */
function bare(type: string): string {
  return type.split(';')[0]?.trim().toLowerCase() ?? '';
}

export function isJson(type: string): boolean {
  return /^(application|text)\/json$|\+json$|^\*\/\*$|^application\/\*$/.test(bare(type));
}
