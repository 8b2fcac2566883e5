/** A page as elements and texts, read from markup that a browser or React has written. */
export interface PageElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly PageNode[];
}
export type PageNode = PageElement | string;

const VOID = new Set(['area', 'base', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);
/** Text up to their end, whatever it looks like. */
const RAW = new Set(['script', 'style']);
const TAG =
  /<!--[\s\S]*?-->|<!doctype[^>]*>|<\?[^>]*\?>|<(\/?)([a-zA-Z][\w:-]*)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*(\/?)>/gi;

interface Open {
  readonly tag: string;
  readonly attributes: Record<string, string>;
  readonly children: PageNode[];
}

/** Reads serialised markup: every attribute in double quotes, every element closed. @throws where it is not so */
export function readMarkup(markup: string): PageElement {
  const root: Open = { tag: '#page', attributes: {}, children: [] };
  const open: Open[] = [root];
  const top = (): Open => open.at(-1) ?? root;
  const addText = (text: string) => {
    if (text !== '') top().children.push(unescapeMarkup(text));
  };
  let at = 0;
  const tags = new RegExp(TAG);
  for (let found = tags.exec(markup); found !== null; found = tags.exec(markup)) {
    addText(markup.slice(at, found.index));
    at = tags.lastIndex;
    const [, closing, name, attributes = '', selfClosing] = found;
    if (name === undefined) continue;
    const tag = name.toLowerCase();
    if (closing === '/') {
      if (top().tag !== tag) throw new Error(`</${tag}> closes <${top().tag}>`);
      open.pop();
      continue;
    }
    const element: Open = { tag, attributes: readAttributes(attributes), children: [] };
    top().children.push(element);
    if (RAW.has(tag)) {
      const end = markup.indexOf(`</${tag}>`, at);
      element.children.push(markup.slice(at, end));
      at = end + tag.length + 3;
      tags.lastIndex = at;
    } else if (selfClosing !== '/' && !VOID.has(tag)) open.push(element);
  }
  addText(markup.slice(at));
  if (open.length > 1) throw new Error(`<${top().tag}> is not closed`);
  return root;
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(/([^\s=]+)(?:="([^"]*)")?/g)) {
    attributes[name] = unescapeMarkup(value);
  }
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: '\u00a0' };

export function unescapeMarkup(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return ENTITIES[String(name)] ?? whole;
  });
}

/** All elements below, in document order. */
export function* elementsIn(node: PageElement): Generator<PageElement> {
  for (const child of node.children) {
    if (typeof child === 'string') continue;
    yield child;
    yield* elementsIn(child);
  }
}

export function findAll(node: PageElement, wanted: (element: PageElement) => boolean): PageElement[] {
  return [...elementsIn(node)].filter(wanted);
}

/** By tag, and by an attribute where one is given. */
export function named(tag: string, attribute?: string, value?: string): (element: PageElement) => boolean {
  return (element) =>
    (tag === '*' || element.tag === tag) &&
    (attribute === undefined ||
      (value === undefined ? attribute in element.attributes : element.attributes[attribute] === value));
}

export function textOf(node: PageNode | undefined): string {
  if (node === undefined) return '';
  return typeof node === 'string' ? node : node.children.map(textOf).join('');
}

export interface PageRow {
  /** Cells by the text of their column's head. */
  readonly cells: ReadonlyMap<string, PageElement>;
  readonly element: PageElement;
}

/** The rows of the body of a table, each cell under its head; rows that span the table are left out. */
export function rowsOf(table: PageElement): PageRow[] {
  const heads = findAll(table, named('thead')).flatMap((head) => findAll(head, named('tr')));
  const names = cellsOf(heads.at(-1)).map((cell) => textOf(cell).trim());
  return findAll(table, named('tbody'))
    .flatMap((body) => findAll(body, named('tr')))
    .map((element) => ({ element, cells: cellsOf(element) }))
    .filter(({ cells }) => cells.length === names.length)
    .map(({ element, cells }) => ({
      element,
      cells: new Map(cells.map((cell, index) => [uniqueName(names, index), cell])),
    }));
}

/** `p95` and, where it comes again, `p95 2`. */
function uniqueName(names: readonly string[], index: number): string {
  const name = names[index] ?? '';
  const before = names.slice(0, index).filter((one) => one === name).length;
  return before === 0 ? name : `${name} ${before + 1}`;
}

function cellsOf(row: PageElement | undefined): PageElement[] {
  return (row?.children ?? []).filter(
    (child): child is PageElement => typeof child !== 'string' && (child.tag === 'td' || child.tag === 'th'),
  );
}
