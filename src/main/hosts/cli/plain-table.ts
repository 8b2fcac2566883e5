import Table from 'cli-table3';

/** A table of columns without lines. @param lastWidth where the last column is to be wrapped */
export function plainTable(head: string[], lastWidth: number | null = null): Table.Table {
  const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' };
  const rest = { 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '' };
  return new Table({
    head,
    wordWrap: true,
    ...(lastWidth === null ? {} : { colWidths: [...head.slice(1).map(() => null), lastWidth] }),
    chars: { ...none, ...rest, right: '', 'right-mid': '', middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
}

/** A cell whose text ends where its column does. */
export function right(content: string): { content: string; hAlign: 'right' } {
  return { content, hAlign: 'right' };
}
