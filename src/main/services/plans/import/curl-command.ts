import { LONG_NAME, SAYS_NOTHING, TAKES_VALUE } from './curl-options.ts';

/** What a cURL command asks for, in its own words. */
export interface CurlCommand {
  /** In order; curl asks each with the same options. */
  readonly urls: string[];
  method: string | null;
  /** In order, names as written. */
  readonly headers: [name: string, value: string][];
  readonly data: CurlData[];
  readonly form: { readonly field: string; readonly isLiteral: boolean }[];
  /** `user:password`. */
  user: string | null;
  readonly cookies: string[];
  get: boolean;
  head: boolean;
  json: boolean;
  insecure: boolean;
  location: boolean;
  maxRedirects: number | null;
  compressed: boolean;
  /** A way of showing who one is that is not Basic. */
  authentication: string | null;
  globbing: boolean;
  readonly query: string[];
  timeoutS: number | null;
  connectTimeoutS: number | null;
  upload: string | null;
  readonly notes: string[];
}

export interface CurlData {
  /** `lines`: a file whose line breaks curl leaves out. */
  readonly kind: 'text' | 'urlencode' | 'file' | 'lines';
  readonly text: string;
  /** What stands between it and the part before. */
  readonly glue: '&' | '';
}

type Take = (command: CurlCommand, value: string) => void;

const text: Take = (command, value) => takeData(command, value, { file: 'lines' });
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
  '--url': (command, value) => {
    command.urls.push(value);
  },
  '--request': (command, value) => {
    command.method = value.toUpperCase();
  },
  '--header': header,
  '--data': text,
  '--data-ascii': text,
  '--data-binary': (command, value) => takeData(command, value, { file: 'file' }),
  '--data-raw': (command, value) => takeData(command, value, {}),
  '--data-urlencode': (command, value) => {
    command.data.push({ kind: 'urlencode', text: value, glue: '&' });
  },
  '--json': (command, value) => {
    command.json = true;
    takeData(command, value, { file: 'file', glue: '' });
  },
  '--form': (command, value) => {
    command.form.push({ field: value, isLiteral: false });
  },
  '--form-string': (command, value) => {
    command.form.push({ field: value, isLiteral: true });
  },
  '--user': (command, value) => {
    command.user = value;
  },
  '--oauth2-bearer': (command, value) => {
    command.headers.push(['Authorization', `Bearer ${value}`]);
  },
  '--cookie': (command, value) => {
    if (value.includes('=')) command.cookies.push(value);
    else command.notes.push('Cookies from a file (-b FILE) were not imported.');
  },
  '--referer': (command, value) => {
    command.headers.push(['Referer', value]);
  },
  '--user-agent': (command) => {
    command.notes.push('The header User-Agent was not imported: requests identify this program and the run.');
  },
  '--max-time': (command, value) => {
    command.timeoutS = positive(value);
  },
  '--connect-timeout': (command, value) => {
    command.connectTimeoutS = positive(value);
  },
  '--upload-file': (command, value) => {
    command.upload = value;
  },
  '--url-query': (command, value) => {
    command.query.push(value);
  },
  '--range': (command, value) => {
    command.headers.push(['Range', `bytes=${value}`]);
  },
  '--max-redirs': (command, value) => {
    command.maxRedirects = Number.parseInt(value, 10);
  },
};

const WITHOUT_VALUE: Readonly<Record<string, (command: CurlCommand) => void>> = {
  '--get': (command) => {
    command.get = true;
  },
  '--head': (command) => {
    command.head = true;
  },
  '--insecure': (command) => {
    command.insecure = true;
  },
  '--location': (command) => {
    command.location = true;
  },
  '--location-trusted': (command) => {
    command.location = true;
  },
  '--follow': (command) => {
    command.location = true;
  },
  '--compressed': (command) => {
    command.compressed = true;
  },
  '--globoff': (command) => {
    command.globbing = false;
  },
  ...Object.fromEntries(
    ['--digest', '--ntlm', '--ntlm-wb', '--negotiate', '--anyauth'].map((name) => [
      name,
      (command: CurlCommand) => {
        command.authentication = name;
      },
    ]),
  ),
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
  const command = emptyCommand();
  let isOver = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
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
    command.notes.push(`The word ${cut(word || '""')} was not imported: it is not an address.`);
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
  else if (flag !== undefined) flag(command);
  else if (!SAYS_NOTHING.has(name)) command.notes.push(`${cut(shown)} was not imported.`);
  return TAKES_VALUE.has(name) ? 1 : 0;
}

function takeData(
  command: CurlCommand,
  value: string,
  { file, glue = '&' }: { file?: 'file' | 'lines'; glue?: '&' | '' },
): void {
  const kind = file !== undefined && value.startsWith('@') ? file : 'text';
  command.data.push({ kind, text: kind === 'text' ? value : value.slice(1), glue });
}

function positive(value: string): number | null {
  const number = Number(value);
  return Number.isFinite(number) && number > 0 ? number : null;
}

function emptyCommand(): CurlCommand {
  return {
    urls: [],
    method: null,
    headers: [],
    data: [],
    form: [],
    user: null,
    cookies: [],
    get: false,
    head: false,
    json: false,
    insecure: false,
    location: false,
    maxRedirects: null,
    compressed: false,
    authentication: null,
    globbing: true,
    query: [],
    timeoutS: null,
    connectTimeoutS: null,
    upload: null,
    notes: [],
  };
}

function cut(word: string): string {
  return word.length > 60 ? `${word.slice(0, 60)}…` : word;
}
