import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ProgressBar } from '../../../../src/renderer/parts/ProgressBar.tsx';

const shownBy = (page: string) => [
  Number(/aria-valuenow="(\d+)"/.exec(page)?.[1]),
  /aria-valuetext="([^"]*)"/.exec(page)?.[1],
  /data-testid="remaining"[^>]*>([^<]*)/.exec(page)?.[1],
];

test('a run that time ends is as far as its time', () => {
  const page = renderToStaticMarkup(
    <ProgressBar elapsedMs={15_000} plannedMs={60_000} warmupMs={0} done={false} />,
  );
  expect(shownBy(page)).toEqual([25, '0:15 of 1:00', '−0:45']);
});

test('a run that a number of requests ends is as far as its requests', () => {
  const goal = { reached: 900, of: 1_200 };
  const page = renderToStaticMarkup(
    <ProgressBar elapsedMs={3_000} plannedMs={600_000} warmupMs={0} done={false} goal={goal} />,
  );
  expect(shownBy(page)).toEqual([75, '900 of 1,200', '900 of 1,200']);
});
