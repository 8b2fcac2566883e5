import { RangeSetBuilder } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';

/** Left padding of every line, px. */
const EDGE = 4;

/** Lines that wrap go on a little to the right of where they began, so that the blocks of the text stay in sight. */
export const HANGING_INDENT = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = indented(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.decorations = indented(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function indented(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      const depth = /^[ -]*/.exec(line.text)?.[0].length ?? 0;
      if (depth > 0) builder.add(line.from, line.from, hanging(depth + 2));
      at = line.to + 1;
    }
  }
  return builder.finish();
}

const known = new Map<number, Decoration>();

function hanging(columns: number): Decoration {
  const decoration =
    known.get(columns) ??
    Decoration.line({
      attributes: { style: `padding-left: calc(${EDGE}px + ${columns}ch); text-indent: -${columns}ch` },
    });
  known.set(columns, decoration);
  return decoration;
}
