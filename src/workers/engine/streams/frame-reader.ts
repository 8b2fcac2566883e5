import { pointerTokens } from '../values/json-path.ts';

/** A scalar found at a pointer; undefined: nothing there, or an object, an array or null. */
export type FrameValue = string | number | boolean | undefined;

interface PointerNode {
  readonly name: string;
  /** The name as bytes, as it stands between the quotes when nothing in it is escaped. */
  readonly key: Uint8Array;
  readonly children: PointerNode[];
  /** Places of `values` this node fills. */
  readonly slots: number[];
  /** The read in which this place was last met: of two members of one name the first counts. */
  metIn: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const END = -1;

/**
 * Takes a few scalars out of JSON frames without building the rest. `JSON.parse` of a push of 280 bytes costs about
 * 1 µs, this a tenth: it walks the bytes and stops once every pointer was found.
 *
 * It reads, it does not validate: what stands behind the last value looked for is not examined, and of two members
 * of one name the first counts. A frame that is no JSON object or array has a value at the empty pointer only.
 */
export class FrameReader {
  /** In the order of the pointers given; valid until the next `read`. */
  readonly values: FrameValue[];
  readonly #root = pointerNode('');
  readonly #wanted: number;
  #missing = 0;
  #reads = 0;
  #frame: Buffer = Buffer.alloc(0);
  #at = 0;

  /**
   * @param pointers JSON pointers (RFC 6901); null: never found
   * @throws SyntaxError for a pointer that is neither empty nor starts with a slash
   */
  constructor(pointers: readonly (string | null)[]) {
    this.values = pointers.map(() => undefined);
    pointers.forEach((pointer, slot) => {
      if (pointer === null) return;
      if (!/^(?:\/|$)/.test(pointer)) throw new SyntaxError(`"${pointer}" is not a JSON pointer`);
      insert(this.#root, pointerTokens(pointer), slot);
    });
    this.#wanted = pointers.filter((pointer) => pointer !== null).length;
  }

  /** True when the frame begins like a JSON object or array. */
  read(frame: Buffer): boolean {
    this.values.fill(undefined);
    this.#reads += 1;
    this.#frame = frame;
    this.#at = isMarked(frame) ? 3 : 0;
    this.#missing = this.#wanted;
    const first = this.#skipSpace();
    const structured = first === OPEN_BRACE || first === OPEN_BRACKET;
    if (structured) this.#readValue(this.#root);
    else if (this.#root.slots.length > 0) this.#fill(this.#root, plainValue(frame));
    return structured;
  }

  /** From the start of a value to behind it. */
  #readValue(node: PointerNode): void {
    node.metIn = this.#reads;
    const first = this.#skipSpace();
    const isObject = first === OPEN_BRACE;
    if (!isObject && first !== OPEN_BRACKET) {
      const start = this.#at;
      const escaped = this.#skipValue(first);
      if (node.slots.length > 0) this.#fill(node, this.#scalar(start, first, escaped));
      return;
    }
    this.#missing -= node.slots.length;
    if (node.children.length === 0) this.#skipNested();
    else if (isObject) this.#readObject(node);
    else this.#readArray(node);
  }

  #readObject(node: PointerNode): void {
    this.#at += 1;
    while (this.#missing > 0) {
      let first = this.#skipSpace();
      if (first === COMMA) {
        this.#at += 1;
        first = this.#skipSpace();
      }
      if (first !== QUOTE) break;
      const start = this.#at + 1;
      const escaped = this.#skipString();
      const child = this.#memberOf(node, start, escaped);
      if (this.#skipSpace() !== COLON) break;
      this.#at += 1;
      if (child === undefined) this.#skipValue(this.#skipSpace());
      else this.#readValue(child);
    }
    this.#leave(CLOSE_BRACE);
  }

  #readArray(node: PointerNode): void {
    this.#at += 1;
    for (let index = 0; this.#missing > 0; index += 1) {
      let first = this.#skipSpace();
      if (index > 0 && first === COMMA) {
        this.#at += 1;
        first = this.#skipSpace();
      }
      if (!beginsValue(first)) break;
      const child = node.children.find((candidate) => candidate.name === String(index));
      if (child === undefined) this.#skipValue(first);
      else this.#readValue(child);
    }
    this.#leave(CLOSE_BRACKET);
  }

  /** Behind the closing mark; a frame broken here is read no further. */
  #leave(close: number): void {
    if (this.#missing === 0) return;
    if (this.#skipSpace() === close) this.#at += 1;
    else this.#missing = 0;
  }

  /** The wanted member whose name begins at `start` and ends before the quote just passed. */
  #memberOf(node: PointerNode, start: number, escaped: boolean): PointerNode | undefined {
    const length = this.#at - 1 - start;
    const decoded = escaped ? unquote(this.#frame, start, this.#at - 1) : undefined;
    for (const child of node.children) {
      if (child.metIn === this.#reads) continue;
      if (escaped ? child.name === decoded : this.#hasKey(child.key, start, length)) return child;
    }
    return undefined;
  }

  #hasKey(key: Uint8Array, start: number, length: number): boolean {
    if (key.length !== length) return false;
    for (let i = 0; i < length; i += 1) if (key[i] !== this.#frame[start + i]) return false;
    return true;
  }

  #fill(node: PointerNode, value: FrameValue): void {
    this.#missing -= node.slots.length;
    for (const slot of node.slots) this.values[slot] = value;
  }

  #scalar(start: number, first: number, escaped: boolean): FrameValue {
    if (first === QUOTE) {
      if (this.#at > this.#frame.length) return undefined;
      if (escaped) return unquote(this.#frame, start + 1, this.#at - 1);
      return this.#frame.toString('utf8', start + 1, this.#at - 1);
    }
    const word = this.#frame.toString('latin1', start, this.#at);
    if (word === 'true') return true;
    if (word === 'false') return false;
    const number = Number(word);
    return word === '' || Number.isNaN(number) ? undefined : number;
  }

  /** Over any value; true where it is a string that holds an escape. */
  #skipValue(first: number): boolean {
    if (first === QUOTE) return this.#skipString();
    if (first === OPEN_BRACE || first === OPEN_BRACKET) this.#skipNested();
    else this.#skipWord();
    return false;
  }

  #skipNested(): void {
    const frame = this.#frame;
    let depth = 0;
    while (this.#at < frame.length) {
      const byte = frame[this.#at];
      if (byte === QUOTE) {
        this.#skipString();
        continue;
      }
      this.#at += 1;
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        depth -= 1;
        if (depth === 0) return;
      }
    }
  }

  /** From an opening quote to behind the closing one, or past the end of the frame where there is none. */
  #skipString(): boolean {
    const frame = this.#frame;
    let escaped = false;
    let at = this.#at + 1;
    for (; at < frame.length; at += 1) {
      const byte = frame[at];
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) {
        escaped = true;
        at += 1;
      }
    }
    this.#at = Math.min(at, frame.length) + 1;
    return escaped;
  }

  /** Over a number, `true`, `false` or `null`, to what ends it. */
  #skipWord(): void {
    const frame = this.#frame;
    let at = this.#at;
    for (; at < frame.length; at += 1) {
      const byte = frame[at] ?? 0;
      if (byte <= 0x20 || byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) break;
    }
    this.#at = at;
  }

  #skipSpace(): number {
    const frame = this.#frame;
    for (; this.#at < frame.length; this.#at += 1) {
      const byte = frame[this.#at] ?? 0;
      if (byte > 0x20) return byte;
    }
    return END;
  }
}

function beginsValue(byte: number): boolean {
  return byte !== END && byte !== COMMA && byte !== COLON && byte !== CLOSE_BRACKET && byte !== CLOSE_BRACE;
}

function pointerNode(name: string): PointerNode {
  return { name, key: Buffer.from(name), children: [], slots: [], metIn: 0 };
}

function insert(root: PointerNode, tokens: readonly string[], slot: number): void {
  let node = root;
  for (const name of tokens) {
    let child = node.children.find((candidate) => candidate.name === name);
    if (child === undefined) {
      child = pointerNode(name);
      node.children.push(child);
    }
    node = child;
  }
  node.slots.push(slot);
}

/** The whole frame: the scalar it is as JSON, else its text. */
function plainValue(frame: Buffer): FrameValue {
  const text = frame.toString('utf8', 0, frame.length);
  try {
    const value: unknown = JSON.parse(text);
    return isScalar(value) ? value : undefined;
  } catch {
    return text;
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function unquote(frame: Buffer, start: number, end: number): string | undefined {
  try {
    const value: unknown = JSON.parse(`"${frame.toString('utf8', start, end)}"`);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A byte order mark is no part of the text behind it. */
function isMarked(frame: Buffer): boolean {
  return frame[0] === 0xef && frame[1] === 0xbb && frame[2] === 0xbf;
}
