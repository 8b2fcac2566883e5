import type { PageElement, PageNode } from './page-tree.ts';

/**
 * So much of a document as the script of a report needs to build its page: elements, attributes and texts. No layout:
 * every picture is 0 px wide, and none is drawn.
 */
export class SmallElement implements PageElement {
  readonly tag: string;
  readonly attributes: Record<string, string> = {};
  children: PageNode[] = [];
  readonly style: Record<string, unknown> = { setProperty: () => undefined };
  readonly dataset: Record<string, string> = {};
  hidden = false;
  value = '';

  constructor(tag: string) {
    this.tag = tag.toLowerCase();
  }

  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }

  getAttribute(name: string): string | null {
    return this.attributes[name] ?? null;
  }

  append(...children: PageNode[]): void {
    this.children.push(...children);
  }

  replaceChildren(...children: PageNode[]): void {
    this.children = children;
  }

  get textContent(): string {
    return this.children
      .map((child) =>
        typeof child === 'string' ? child : child instanceof SmallElement ? child.textContent : '',
      )
      .join('');
  }

  set textContent(text: string) {
    this.children = text === '' ? [] : [text];
  }

  addEventListener(): void {
    // Nobody points at anything.
  }

  getBoundingClientRect() {
    return { left: 0, top: 0, width: 0, height: 0 };
  }
}

/** What the script of a page finds around it. */
export function smallWindow(byId: Readonly<Record<string, SmallElement>>) {
  const document = {
    title: '',
    body: new SmallElement('body'),
    documentElement: new SmallElement('html'),
    createElement: (tag: string) => new SmallElement(tag),
    createElementNS: (_: string, tag: string) => new SmallElement(tag),
    getElementById: (id: string) => byId[id] ?? null,
  };
  class ResizeObserver {
    observe(): void {
      // Nothing has a size.
    }
  }
  return { document, ResizeObserver, addEventListener: () => undefined };
}
