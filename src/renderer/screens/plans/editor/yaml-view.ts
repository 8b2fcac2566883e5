import { autocompletion, type CompletionContext, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Annotation, EditorState, type Extension, type Text } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { PlanCompletion, PlanProblem } from '../../../../contract/plan-editing.ts';
import { HANGING_INDENT } from './hanging-indent.ts';
import { YAML_COLOURS, YAML_LOOKS } from './yaml-looks.ts';

interface YamlViewOptions {
  readonly text: string;
  readonly readOnly: boolean;
  readonly onText: (text: string) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  /** What can stand at a place of the text; null: not known. */
  readonly complete: (text: string, offset: number) => Promise<PlanCompletion | null>;
}

export type YamlView = ReturnType<typeof createYamlView>;

/** Marks changes that come from outside, so that they are not reported back as typed. */
const fromOutside = Annotation.define<boolean>();

/**
 * The code editor, in a shadow root: there it puts its styles into adopted style sheets, which the content security
 * policy allows, where a document would get a <style> element, which it does not. Undo is the editor screen's, which
 * remembers the changes of both sides.
 */
export function createYamlView(place: HTMLElement, options: YamlViewOptions) {
  const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' });
  const view = new EditorView({ root, parent: root, state: stateOf(options) });
  return {
    /** Shows this text, changing only what differs: the cursor and the scroll position stay. */
    show: (text: string) => {
      const change = differenceOf(view.state.doc, text);
      if (change !== null) view.dispatch({ changes: change, annotations: fromOutside.of(true) });
    },
    mark: (problems: readonly PlanProblem[]) => {
      view.dispatch(setDiagnostics(view.state, diagnosticsOf(view.state.doc, problems)));
    },
    /** Puts the cursor there and brings it into sight. */
    reveal: (line: number, column: number) => {
      const at = offsetOf(view.state.doc, line, column);
      view.dispatch({
        selection: { anchor: at },
        effects: EditorView.scrollIntoView(at, { y: 'center' }),
      });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

function stateOf({ text, readOnly, onText, onUndo, onRedo, complete }: YamlViewOptions): EditorState {
  const run = (command: () => void) => () => {
    command();
    return true;
  };
  const extensions: Extension[] = [
    lineNumbers(),
    lintGutter(),
    codeFolding(),
    foldGutter({ openText: '▾', closedText: '▸' }),
    highlightSpecialChars(),
    drawSelection(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    bracketMatching(),
    indentOnInput(),
    indentUnit.of('  '),
    EditorState.tabSize.of(2),
    EditorView.lineWrapping,
    HANGING_INDENT,
    yaml(),
    syntaxHighlighting(YAML_COLOURS),
    YAML_LOOKS,
    EditorView.contentAttributes.of({ 'aria-label': 'Plan as YAML', spellcheck: 'false', tabindex: '0' }),
    EditorState.readOnly.of(readOnly),
    EditorView.editable.of(true),
    EditorView.domEventHandlers({
      // The menu of the window, and the context menu: not a key, but the same wish.
      beforeinput: (event) => {
        if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return false;
        event.preventDefault();
        (event.inputType === 'historyUndo' ? onUndo : onRedo)();
        return true;
      },
    }),
    EditorView.updateListener.of((update) => {
      const typed = update.transactions.some((one) => one.docChanged && one.annotation(fromOutside) !== true);
      if (typed) onText(update.state.doc.toString());
    }),
    readOnly
      ? []
      : autocompletion({
          override: [completionSource(complete)],
          icons: false,
          activateOnCompletion: ({ apply }) => typeof apply === 'string' && apply.endsWith(': '),
        }),
    keymap.of([
      ...completionKeymap,
      { key: 'Mod-z', run: run(onUndo), preventDefault: true },
      { key: 'Mod-y', run: run(onRedo), preventDefault: true },
      { key: 'Mod-Shift-z', run: run(onRedo), preventDefault: true },
      ...foldKeymap,
      ...lintKeymap,
      ...defaultKeymap,
    ]),
  ];
  return EditorState.create({ doc: text, extensions });
}

/** Offers what can stand here while a word is typed, behind a colon, or when it is asked for. */
function completionSource(complete: YamlViewOptions['complete']) {
  return async (context: CompletionContext) => {
    const isWanted = context.explicit || context.matchBefore(/[\w.-]+|:[ ]/) !== null;
    const found = isWanted ? await complete(context.state.doc.toString(), context.pos) : null;
    if (found === null || found.options.length === 0 || context.aborted) return null;
    return {
      from: found.from,
      to: found.to,
      validFor: /^[\w.-]*$/,
      options: found.options.map(({ label, kind, about }) => ({
        label,
        apply: kind === 'key' && !isFollowedByColon(context, found.to) ? `${label}: ` : label,
        ...(about === '' ? {} : { info: about }),
      })),
    };
  };
}

function isFollowedByColon({ state }: CompletionContext, at: number): boolean {
  return /^\s*:/.test(state.sliceDoc(at, at + 20));
}

/** The one stretch in which two texts differ; null where they do not. */
export function differenceOf(doc: Text, text: string): { from: number; to: number; insert: string } | null {
  const before = doc.toString();
  // The document has plain line ends, whatever the text has.
  const after = text.replace(/\r\n?/g, '\n');
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { from: head, to: before.length - tail, insert: after.slice(head, after.length - tail) };
}

/** Each problem under the word it is about. */
function diagnosticsOf(doc: Text, problems: readonly PlanProblem[]): Diagnostic[] {
  return problems.map(({ line, column, message }) => {
    const from = offsetOf(doc, line, column);
    const rest = doc.lineAt(from).text.slice(from - doc.lineAt(from).from);
    const word = /^("[^"]*"|'[^']*'|[\w.$/-]+)/.exec(rest)?.[0] ?? rest.slice(0, 1);
    return { from, to: Math.min(doc.length, from + word.length), severity: 'error', message };
  });
}

function offsetOf(doc: Text, line: number, column: number): number {
  const found = doc.line(Math.min(Math.max(1, line), doc.lines));
  return Math.min(found.to, found.from + Math.max(0, column - 1));
}
