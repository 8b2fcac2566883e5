import { shortened } from '../../../../contract/format.ts';
import { LONG_NAME, SAYS_NOTHING, TAKES_VALUE } from './curl-options.ts';

/** What a cURL command asks for, in its own words. */
export class CurlCommand {
  /** In order; curl asks each with the same options. */
  readonly urls: string[] = [];
  method: string | null = null;
  /** In order, names as written. */
  readonly headers: [name: string, value: string][] = [];
  readonly data: CurlData[] = [];
  readonly form: { readonly field: string; readonly isLiteral: boolean }[] = [];
  /** `user:password`. */
  user: string | null = null;
  readonly cookies: string[] = [];
  get = false;
  head = false;
  json = false;
  insecure = false;
  location = false;
  maxRedirects: number | null = null;
  compressed = false;
  /** A way of showing who one is that is not Basic. */
  authentication: string | null = null;
  globbing = true;
  readonly query: string[] = [];
  timeoutS: number | null = null;
  connectTimeoutS: number | null = null;
  upload: string | null = null;
  readonly notes: string[] = [];
}

export interface CurlData {
  /** `lines`: a file whose line breaks curl leaves out. */
  readonly kind: 'text' | 'urlencode' | 'file' | 'lines';
  readonly text: string;
  /** What stands between it and the part before. */
  readonly glue: '&' | '';
}

type Take = (command: CurlCommand, value: string) => void;

const set =
  (key: 'user' | 'upload'): Take =>
  (command, value) => {
    command[key] = value;
  };
const seconds =
  (key: 'timeoutS' | 'connectTimeoutS'): Take =>
  (command, value) => {
    const number = Number(value);
    command[key] = Number.isFinite(number) && number > 0 ? number : null;
  };
/** @param file what `@` means: a file, or one without its line breaks; absent: itself */
const data =
  (file?: 'file' | 'lines', glue: '&' | '' = '&'): Take =>
  (command, value) => {
    const kind = file !== undefined && value.startsWith('@') ? file : 'text';
    command.data.push({ kind, text: kind === 'text' ? value : value.slice(1), glue });
  };
const header: Take = (command, value) => {
  const colon = value.indexOf(':');
  if (colon > 0) {
    const content = value.slice(colon + 1).trim();
    // `Name:` with nothing after it tells curl not to send its own: we do not send that anyway.
    if (content !== '') command.headers.push([value.slice(0, colon).trim(), content]);
  } else if (value.endsWith(';')) command.headers.push([value.slice(0, -1).trim(), '']);
  else if (value.startsWith('@')) command.notes.push('Headers from a file (-H @…) were not imported.');
};

/** Options with a value, by what they do to the request. */
const WITH_VALUE: Readonly<Record<string, Take>> = {
  '--url': ({ urls }, value) => void urls.push(value),
  '--request': (command, value) => {
    command.method = value.toUpperCase();
  },
  '--header': header,
  '--data': data('lines'),
  '--data-ascii': data('lines'),
  '--data-binary': data('file'),
  '--data-raw': data(),
  '--data-urlencode': (command, text) => void command.data.push({ kind: 'urlencode', text, glue: '&' }),
  '--json': (command, value) => {
    command.json = true;
    data('file', '')(command, value);
  },
  '--form': ({ form }, field) => void form.push({ field, isLiteral: false }),
  '--form-string': ({ form }, field) => void form.push({ field, isLiteral: true }),
  '--user': set('user'),
  '--oauth2-bearer': ({ headers }, value) => void headers.push(['Authorization', `Bearer ${value}`]),
  '--cookie': (command, value) => {
    if (value.includes('=')) command.cookies.push(value);
    else command.notes.push('Cookies from a file (-b FILE) were not imported.');
  },
  '--referer': ({ headers }, value) => void headers.push(['Referer', value]),
  '--user-agent': ({ notes }) =>
    void notes.push('The header User-Agent was not imported: requests identify this program and the run.'),
  '--max-time': seconds('timeoutS'),
  '--connect-timeout': seconds('connectTimeoutS'),
  '--upload-file': set('upload'),
  '--url-query': ({ query }, value) => void query.push(value),
  '--range': ({ headers }, value) => void headers.push(['Range', `bytes=${value}`]),
  '--max-redirs': (command, value) => {
    command.maxRedirects = Number.parseInt(value, 10);
  },
};

/** Options without one, by what they say of it. */
const WITHOUT_VALUE: Readonly<Record<string, Partial<CurlCommand>>> = {
  '--get': { get: true },
  '--head': { head: true },
  '--insecure': { insecure: true },
  '--location': { location: true },
  '--location-trusted': { location: true },
  '--follow': { location: true },
  '--compressed': { compressed: true },
  '--globoff': { globbing: false },
  '--digest': { authentication: '--digest' },
  '--ntlm': { authentication: '--ntlm' },
  '--ntlm-wb': { authentication: '--ntlm-wb' },
  '--negotiate': { authentication: '--negotiate' },
  '--anyauth': { authentication: '--anyauth' },
};

/** The requests of one command line, after `curl` itself: `--next` begins another. */
export function readCurl(words: readonly string[]): CurlCommand[] {
  const commands: CurlCommand[] = [];
  let rest = words;
  for (let isLast = false; !isLast; ) {
    const { command, read } = readOne(rest);
    commands.push(command);
    isLast = read >= rest.length;
    rest = rest.slice(read);
  }
  return commands;
}

/** @returns with the number of words that were read */
function readOne(words: readonly string[]): { command: CurlCommand; read: number } {
  const command = new CurlCommand();
  let isOver = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (isOver || !word.startsWith('-') || word === '-') takeAddress(command, word);
    else if (word === '--') isOver = true;
    else if (word === '--next' || word === '-:') return { command, read: at + 1 };
    else at += takeOption(command, word, words[at + 1]);
  }
  return { command, read: words.length };
}

/** A number is no address (curl would ask 0.0.0.30 for `30`): it belongs to an option that is not known here. */
function takeAddress(command: CurlCommand, word: string): void {
  if (/^\d*\.?\d*$/.test(word))
    command.notes.push(`The word ${shortened(word || '""')} was not imported: it is not an address.`);
  else command.urls.push(word);
}

/** @returns how many further words the option took */
function takeOption(command: CurlCommand, word: string, next: string | undefined): number {
  if (word.startsWith('--')) return takeLong(command, wholeName(word), { shown: word, next });
  // `-sSL`, `-XPOST`: short options stand together, and a value may follow without a blank.
  for (let at = 1; at < word.length; at += 1) {
    const shown = `-${word.charAt(at)}`;
    const name = LONG_NAME.get(word.charAt(at)) ?? shown;
    const rest = word.slice(at + 1);
    if (!TAKES_VALUE.has(name)) takeLong(command, name, { shown, next: undefined });
    else if (rest !== '') {
      takeLong(command, name, { shown, next: rest });
      return 0;
    } else return takeLong(command, name, { shown, next });
  }
  return 0;
}

/** curl takes the beginning of a name for the name, where only one begins so. */
function wholeName(word: string): string {
  if (TAKES_VALUE.has(word) || SAYS_NOTHING.has(word) || Object.hasOwn(WITHOUT_VALUE, word)) return word;
  const known = [...TAKES_VALUE, ...SAYS_NOTHING, ...Object.keys(WITHOUT_VALUE)];
  const meant = new Set(known.filter((name) => name.startsWith(word)));
  const [only] = meant;
  return meant.size === 1 && only !== undefined && word.length > 4 ? only : word;
}

function takeLong(
  command: CurlCommand,
  name: string,
  { shown, next }: { readonly shown: string; readonly next: string | undefined },
): number {
  const take = Object.hasOwn(WITH_VALUE, name) ? WITH_VALUE[name] : undefined;
  const flag = Object.hasOwn(WITHOUT_VALUE, name) ? WITHOUT_VALUE[name] : undefined;
  if (take !== undefined) take(command, next ?? '');
  else if (flag !== undefined) Object.assign(command, flag);
  else if (!SAYS_NOTHING.has(name)) command.notes.push(`${shortened(shown)} was not imported.`);
  return TAKES_VALUE.has(name) ? 1 : 0;
}
