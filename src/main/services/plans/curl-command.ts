/** What a cURL command asks for, in its own words. */
export interface CurlCommand {
  url: string | null;
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
  else if (value.startsWith('@')) command.notes.push('Headers from a file (-H @…) were not taken over.');
};

/** Options with a value, by what they do to the request. */
const WITH_VALUE: Readonly<Record<string, Take>> = {
  '--url': (command, value) => {
    command.url ??= value;
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
    else command.notes.push('Cookies from a file (-b FILE) were not taken over.');
  },
  '--referer': (command, value) => {
    command.headers.push(['Referer', value]);
  },
  '--user-agent': (command) => {
    command.notes.push('The header User-Agent was not taken over: requests name this program and the run.');
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
};

const SHORT: Readonly<Record<string, string>> = {
  X: '--request',
  H: '--header',
  d: '--data',
  F: '--form',
  u: '--user',
  b: '--cookie',
  e: '--referer',
  A: '--user-agent',
  m: '--max-time',
  T: '--upload-file',
  G: '--get',
  I: '--head',
  k: '--insecure',
  L: '--location',
};

/** Options that say what curl does with the answer or shows of it: nothing to take over. */
const SILENT_FLAGS = new Set([
  ...'--silent --show-error --verbose --include --fail --fail-with-body --compressed --no-progress-meter'.split(
    ' ',
  ),
  ...'--progress-bar --globoff --remote-name --remote-header-name --no-buffer --path-as-is --no-keepalive'.split(
    ' ',
  ),
  ...'-s -S -v -i -f -g -O -J -N -# -q'.split(' '),
]);
const SILENT_WITH_VALUE = new Set(
  '--output --write-out --dump-header --stderr --trace --trace-ascii -o -w -D'.split(' '),
);
/** Options with a value that a plan cannot hold. */
const UNKNOWN_WITH_VALUE = new Set([
  ...'--proxy --proxy-user --cert --key --cacert --capath --pass --ciphers --resolve --connect-to --interface'.split(
    ' ',
  ),
  ...'--retry --retry-delay --limit-rate --cookie-jar --range --config --socks5 --unix-socket --dns-servers'.split(
    ' ',
  ),
  ...'--max-redirs --local-port --netrc-file --proto --tls-max --aws-sigv4 --cert-type --noproxy --speed-limit'.split(
    ' ',
  ),
  ...'-x -U -E -c -r -K -C -z -Y -y -P -Q -t'.split(' '),
]);

/** Reads the words of one command, after `curl` itself. */
export function readCurl(words: readonly string[]): CurlCommand {
  const command = emptyCommand();
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
    if (word === '--') continue;
    if (!word.startsWith('-') || word === '-') {
      if (command.url === null) command.url = word;
      else command.notes.push(`A second address (${cut(word)}) in one command was not taken over.`);
    } else at += takeOption(command, word, words[at + 1]);
  }
  return command;
}

/** @returns how many further words the option took */
function takeOption(command: CurlCommand, word: string, next: string | undefined): number {
  if (word.startsWith('--')) return takeLong(command, word, next);
  // `-sSL`, `-XPOST`: short options stand together, and a value may follow without a blank.
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    const name = SHORT[letter] ?? `-${letter}`;
    const rest = word.slice(at + 1);
    const takesValue = name in WITH_VALUE || SILENT_WITH_VALUE.has(name) || UNKNOWN_WITH_VALUE.has(name);
    if (!takesValue) takeLong(command, name, undefined);
    else if (rest !== '') {
      takeLong(command, name, rest);
      return 0;
    } else return takeLong(command, name, next);
  }
  return 0;
}

function takeLong(command: CurlCommand, name: string, next: string | undefined): number {
  const take = Object.hasOwn(WITH_VALUE, name) ? WITH_VALUE[name] : undefined;
  if (take !== undefined) {
    take(command, next ?? '');
    return 1;
  }
  if (SILENT_WITH_VALUE.has(name)) return 1;
  if (SILENT_FLAGS.has(name)) return 0;
  const flag = Object.hasOwn(WITHOUT_VALUE, name) ? WITHOUT_VALUE[name] : undefined;
  if (flag !== undefined) {
    flag(command);
    return 0;
  }
  command.notes.push(`${cut(name)} was not taken over.`);
  return UNKNOWN_WITH_VALUE.has(name) ? 1 : 0;
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
    url: null,
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
    timeoutS: null,
    connectTimeoutS: null,
    upload: null,
    notes: [],
  };
}

function cut(word: string): string {
  return word.length > 60 ? `${word.slice(0, 60)}…` : word;
}
