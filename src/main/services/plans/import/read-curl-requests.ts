import type { AddressRequest } from '../../../../contract/address-request.ts';
import { type Failure, fail, type Result, succeed } from '../../../../contract/failure.ts';
import type { ReadCurl } from '../../../../contract/plan-preview.ts';
import { parseMethod } from '../../../../contract/typed-request.ts';
import type { CurlCommand, CurlData } from './curl-command.ts';
import { readCommands, redirectsOf } from './curl-commands.ts';
import { badCurl, bodyFile, curlRequest } from './curl-request.ts';
import { type FoundRequest, headerIn, isOfItsSender } from './imported-request.ts';
import { PlanDraft } from './plan-draft.ts';

type ReadRequest = ReadCurl['requests'][number];

export interface CurlRequests extends ReadCurl {
  /** What a shell would have filled in and nobody has: `$TOKEN`, `$(cat token.txt)`. */
  readonly missing: readonly string[];
  /** Files that a body is made of, and that were not read: of `-T`, of `-F name=@file`, of `--data-urlencode`. */
  readonly unread: readonly string[];
}

/** What stands behind a command that was typed here, and not copied elsewhere. */
interface Shell {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Text of a file that is named as a body. */
  readonly readFile?: (name: string) => Result<string>;
  /** The requests are run as they are: `-L` and `-k` are said with them. */
  readonly takesLimits?: boolean;
}

/**
 * Reads copied cURL commands into the fields that the same requests would be typed into, credentials and all: they
 * go back to whoever pasted them, and are kept nowhere. What a shell would fill in stands there as it is written, unless
 * the shell is here.
 * @returns failure `import.curl` where there is no command, or none that can be taken over
 */
export function readCurlRequests(text: string, shell: Shell = {}): Result<CurlRequests> {
  const draft = new PlanDraft();
  const notes: string[] = [];
  const written = readCommands(text, draft);
  if (!written.ok) return written;
  const commands = inShell(written.value, draft, shell);
  if (!commands.ok) return commands;
  // What the draft has noted of them so far is about references in a plan, and here is none.
  const noted = draft.found.notes.length;
  const missing = [...new Set(draft.standInsIn(JSON.stringify(commands.value)))];
  for (const source of missing) {
    notes.push(`${source.slice(0, 60)} is filled in by a shell: enter its value instead.`);
  }
  const requests: ReadRequest[] = [];
  const failures: Failure[] = [];
  for (const command of commands.value) {
    if (command.urls.length === 0) failures.push(badCurl('names no address'));
    const limits = limitsOf(command, shell);
    notes.push(...command.notes.map((note) => draft.shown(note)), ...leftOutOf(command), ...limits.notes);
    for (const address of command.urls) {
      const found = curlRequest(command, address, draft);
      const read = found.ok ? readRequest(found.value, draft, limits.limits) : found;
      if (read.ok) requests.push(read.value);
      else failures.push(read.failure);
    }
  }
  const [failure] = failures;
  if (requests.length === 0) return fail(failure ?? badCurl('names no address'));
  notes.push(...failures.map(({ message }) => `A request was left out: ${message}.`));
  return succeed({
    requests,
    notes: [...new Set([...notes, ...draft.found.notes.slice(noted)])],
    missing,
    unread: commands.value.flatMap(unreadIn),
  });
}

/** Variables and files in place of their names, where there is a shell that has them. */
function inShell(
  commands: readonly CurlCommand[],
  draft: PlanDraft,
  { env = {}, readFile }: Shell,
): Result<readonly CurlCommand[]> {
  const filled: CurlCommand[] = [];
  for (const command of commands) {
    const known = draft.filledFrom(command, env);
    const data: CurlData[] = [];
    for (const part of known.data) {
      const isFile = part.kind === 'file' || part.kind === 'lines';
      const content = isFile && readFile !== undefined ? readFile(part.text) : null;
      if (content?.ok === false) return content;
      // curl leaves out the line breaks of a file behind `-d`.
      const text = part.kind === 'lines' ? content?.value.replace(/[\r\n\0]+/g, '') : content?.value;
      data.push(text === undefined ? part : { ...part, kind: 'text', text });
    }
    filled.push({ ...known, data });
  }
  return succeed(filled);
}

/** What a plan can say, and these fields cannot. */
function leftOutOf(command: CurlCommand): string[] {
  const file = command.upload ?? (command.get ? undefined : bodyFile(command.data)?.text);
  return file === undefined
    ? []
    : [`The body from the file ${file.slice(0, 60)} was not imported: paste it.`];
}

type RequestLimits = Pick<AddressRequest, 'followRedirects' | 'verifyTls'>;

/** For the whole run: connections are shared. */
function limitsOf(
  { insecure, ...command }: CurlCommand,
  { takesLimits = false }: Shell,
): { readonly notes: readonly string[]; readonly limits: RequestLimits } {
  const { location } = command;
  const follow = redirectsOf(command);
  const [tls, redirects] = takesLimits
    ? [
        'Certificates are not verified, as in a command (-k).',
        `Up to ${follow} redirects are followed, as in a command (-L).`,
      ]
    : [
        'Certificates are verified here: -k was not imported.',
        'Redirects are not followed here: -L was not imported.',
      ];
  const limits = {
    ...(location && { followRedirects: follow }),
    ...(insecure && { verifyTls: false as const }),
  };
  return {
    notes: [...(insecure ? [tls] : []), ...(location ? [redirects] : [])],
    limits: takesLimits ? limits : {},
  };
}

function unreadIn({ upload, form, data }: CurlCommand): string[] {
  return [
    ...(upload === null ? [] : [upload]),
    ...form.flatMap(({ field, isLiteral }) =>
      isLiteral ? [] : (/^[^=]+=[@<](.*)$/s.exec(field)?.[1] ?? []),
    ),
    ...data.flatMap(({ kind, text }) =>
      kind === 'urlencode' ? (/^[^=@]*@(.*)$/s.exec(text)?.[1] ?? []) : [],
    ),
  ];
}

function readRequest(found: FoundRequest, draft: PlanDraft, limits: RequestLimits): Result<ReadRequest> {
  const method = parseMethod(draft.shown(found.method));
  if (method === null)
    return fail(badCurl(`has the method ${draft.shown(found.method).slice(0, 20)}, which is not supported`));
  const headers = found.headers.map(([name, value]) => [draft.shown(name), draft.shown(value)] as const);
  const credential = credentialOf(headerIn(headers, 'authorization'));
  const cookie = headerIn(headers, 'cookie');
  const taken = [
    ...(Object.keys(credential).length > 0 ? ['authorization'] : []),
    'cookie',
    // The body carries it.
    ...(found.body === null ? [] : ['content-type']),
  ];
  const rest = headers.filter(([name]) => !taken.includes(name.toLowerCase()) && !isOfItsSender(name));
  return succeed({
    url: draft.shown(found.url.href),
    request: {
      method,
      ...(rest.length > 0 && { headers: rest.map(([name, value]) => [name, value]) }),
      ...(found.body !== null && {
        body: {
          text: draft.shown(found.body.text ?? ''),
          type: headerIn(headers, 'content-type') ?? found.body.type ?? 'application/octet-stream',
        },
      }),
      ...credential,
      ...limits,
      ...(cookie !== undefined && { cookie }),
    },
  });
}

/** What stands in an Authorization header as the field it is typed into; nothing where it is neither. */
function credentialOf(value: string | undefined): Pick<AddressRequest, 'basic' | 'bearer'> {
  const [, scheme = '', rest = ''] = /^(Bearer|Basic) +(\S+)$/i.exec(value ?? '') ?? [];
  if (scheme === '') return {};
  if (/^bearer$/i.test(scheme)) return { bearer: rest };
  const decoded = Buffer.from(rest, 'base64').toString('utf8');
  const isWhole = Buffer.from(decoded, 'utf8').toString('base64') === rest && decoded.includes(':');
  return isWhole ? { basic: decoded } : {};
}
