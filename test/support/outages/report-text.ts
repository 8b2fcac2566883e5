import { createContext, Script } from 'node:vm';
import type { Summary } from '../../../src/contract/summary.ts';
import { PAGE_SCRIPT } from '../../../src/main/services/reports/html/page-source.ts';

/**
 * What a reader finds in the report file: the script of the shipped page, run on as much of a document as it touches.
 * Pictures, and what explains terms in general, are left out.
 */
export function reportText(summary: Summary): string {
  const page = new Page();
  const carried = page.element('script');
  carried.textContent = JSON.stringify(summary);
  const sandbox = {
    document: {
      title: '',
      body: page.body,
      documentElement: page.element('html'),
      createElement: (tag: string) => page.element(tag),
      createElementNS: (_: string, tag: string) => page.element(tag),
      getElementById: () => carried,
    },
    addEventListener: () => undefined,
    ResizeObserver: class {
      observe(): void {}
    },
    matchMedia: () => ({ matches: false, addEventListener: () => undefined }),
    Intl,
  };
  script.runInContext(createContext({ ...sandbox, window: sandbox, globalThis: sandbox }));
  return page.body.lines().join('\n');
}

const script = new Script(PAGE_SCRIPT);
const BLOCKS = new Set('p li h1 h2 h3 tr dt dd div section header footer main nav figure'.split(' '));
const CELLS = new Set(['td', 'th', 'span', 'strong', 'small', 'data', 'code', 'a']);
const LEFT_OUT = new Set(['svg', 'script', 'select', 'nav']);
const GENERAL: ReadonlySet<string> = new Set(['definitions', 'over-time']);

type Child = Element | string;

/** A node of the page: attributes, children, text; whatever moves or draws does nothing. */
class Element {
  readonly tag: string;
  readonly dataset: Record<string, string> = {};
  readonly style = { setProperty: () => undefined };
  readonly classList = { add: () => undefined, remove: () => undefined, toggle: () => undefined };
  hidden = false;
  value = '';
  readonly #attributes = new Map<string, string>();
  #children: Child[] = [];

  constructor(tag: string) {
    this.tag = tag;
  }

  setAttribute(name: string, value: string): void {
    this.#attributes.set(name, value);
  }

  append(...children: readonly Child[]): void {
    this.#children.push(...children);
  }

  replaceChildren(...children: readonly Child[]): void {
    this.#children = [...children];
  }

  get textContent(): string {
    return this.#children.map((child) => (typeof child === 'string' ? child : child.textContent)).join('');
  }

  set textContent(text: string) {
    this.#children = [text];
  }

  addEventListener(): void {}

  getBoundingClientRect(): { width: number; left: number } {
    return { width: 0, left: 0 };
  }

  /** Text by blocks, cells of a row set apart. */
  lines(): string[] {
    if (LEFT_OUT.has(this.tag) || GENERAL.has(this.#attributes.get('id') ?? '')) return [];
    const lines: string[] = [];
    let line = '';
    const end = () => {
      if (line.trim() !== '') lines.push(line.replace(/\s+/g, ' ').trim());
      line = '';
    };
    for (const child of this.#children) {
      if (typeof child === 'string') line += child;
      else if (child.#isBlock()) {
        end();
        lines.push(...child.lines());
      } else line += `${CELLS.has(child.tag) ? ' ' : ''}${child.lines().join(' ')}`;
    }
    end();
    return this.tag === 'tr' ? [lines.join(' | ')] : lines;
  }

  #isBlock(): boolean {
    return (
      BLOCKS.has(this.tag) || this.#children.some((child) => child instanceof Element && child.#isBlock())
    );
  }
}

class Page {
  readonly body = new Element('body');

  element(tag: string): Element {
    return new Element(tag);
  }
}
